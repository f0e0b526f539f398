import type { JsonSchema } from '@dop/plugin-components-common';

const text: JsonSchema = { type: 'string' };
const whole: JsonSchema = { type: 'integer' };
const yes: JsonSchema = { type: 'boolean' };

/** A function on text: its arguments by type, and what it gives. */
export interface TextMethod {
  /** Last ones may be left out from `required` on. */
  parameters: JsonSchema[];
  required: number;
  result: JsonSchema;
}

/** `text.method(…)` */
export const textMethods: Record<string, TextMethod> = {
  startsWith: { parameters: [text], required: 1, result: yes },
  endsWith: { parameters: [text], required: 1, result: yes },
  contains: { parameters: [text], required: 1, result: yes },
  lowerAscii: { parameters: [], required: 0, result: text },
  upperAscii: { parameters: [], required: 0, result: text },
  trim: { parameters: [], required: 0, result: text },
  size: { parameters: [], required: 0, result: whole },
  indexOf: { parameters: [text], required: 1, result: whole },
  lastIndexOf: { parameters: [text], required: 1, result: whole },
  replace: { parameters: [text, text], required: 2, result: text },
  substring: { parameters: [whole, whole], required: 1, result: text },
  split: {
    parameters: [text],
    required: 1,
    result: { type: 'array', items: text },
  },
};

/** `list.method(…)` that are no macros. */
export const listMethods = ['size', 'join'];

/** `list.macro(x, …)` */
export const listMacros = ['all', 'exists', 'exists_one', 'filter', 'map'];

/** `function(…)` */
export const globalFunctions = ['has', 'size', 'string', 'int', 'double'];
