import type { JsonSchema } from '@dop/plugin-components-common';
import {
  describeSchema,
  globalFunctions,
  isRequired,
  listMacros,
  listMethods,
  markedSchema,
  textMethods,
  typesOf,
  valuesOf,
  type TextMethod,
} from '@dop/plugin-pipelines-common';
import type { OutlinePath } from './outline';
import type { Offer } from './types';
import type { WorkflowFacts } from './WorkflowFacts';

/** `steps.test.outputs`, `inputs.list[0]`, and the part of a name behind it. */
const chain = /([A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d+\])*)\.(\w*)$/;
/** Characters of an expression that are looked at, back from the cursor. */
const longest = 2_000;
const word = /(?:^|[^\w.])([A-Za-z_]\w*|)$/;
/** A text that is compared with a value. */
const compared =
  /([A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d+\])*)\s*(?:[=!]=|in\s*\[[^\]]*?)\s*(?:"([^"]*)|'([^']*)|(\w*))$/;

/**
 * What may stand at the end of an expression that is being written.
 *
 * @param whole - source of the expression, up to the cursor
 * @param roots - types of what it may read
 * @param quote - of the YAML text around it; the expression uses the other
 * @returns the offers, and how many characters of the source they replace
 */
export function expressionOffers(
  whole: string,
  roots: Record<string, JsonSchema>,
  quote?: "'" | '"',
): { offers: Offer[]; typed: number } | undefined {
  // Nobody writes longer ones by hand.
  const source = whole.slice(-longest);
  const comparison = compared.exec(source);
  const open = comparison && (comparison[2] ?? comparison[3]);
  if (comparison) {
    const [, left, , , bare = ''] = comparison;
    const values = valuesOf(typeOfChain(left, roots) ?? {}) ?? [];
    const mark = quote === '"' ? "'" : '"';
    const offers = values.map((value): Offer => {
      const text =
        open !== undefined && typeof value === 'string'
          ? value
          : JSON.stringify(value).replace(/"/g, mark);
      return { label: String(value), insert: text, kind: 'value' };
    });
    if (offers.length > 0) {
      return { offers, typed: (open ?? bare).length };
    }
  }
  if (isInText(source)) {
    return undefined;
  }
  const read = chain.exec(source);
  if (read) {
    const type = typeOfChain(read[1], roots);
    return type && { offers: namesIn(type), typed: read[2].length };
  }
  const begun = word.exec(source);
  return begun
    ? { offers: beginnings(roots), typed: begun[1].length }
    : undefined;
}

/** What expressions may read at a place. */
export function rootsAt(
  path: OutlinePath,
  facts: WorkflowFacts,
): Record<string, JsonSchema> {
  const [, part, step, field] = path.map(String);
  const roots = { trigger: facts.trigger, inputs: facts.inputs };
  if (part === 'outputs') {
    return { ...roots, steps: typeOfSteps(facts.steps, facts) };
  }
  if (part !== 'steps' || field === undefined) {
    return roots;
  }
  const steps = typeOfSteps(facts.stepsBefore(step), facts);
  const early = field === 'if' || field === 'matrix';
  return {
    ...roots,
    steps,
    ...(field !== 'env' && {
      env: object(texts(facts.variables(early ? undefined : step))),
    }),
    ...(!early && { matrix: object(facts.axesOf(step)) }),
  };
}

const states = [
  'succeeded',
  'warned',
  'failed',
  'timedOut',
  'rejected',
  'cancelled',
  'skipped',
];

function typeOfSteps(steps: string[], facts: WorkflowFacts): JsonSchema {
  return object(
    Object.fromEntries(
      steps.map(step => [
        step,
        object({
          outputs: facts.outputsOf(step) ?? { type: 'object' },
          state: { type: 'string', enum: states },
        }),
      ]),
    ),
  );
}

function object(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', properties };
}

function texts(names: string[]): Record<string, JsonSchema> {
  return Object.fromEntries(names.map(name => [name, { type: 'string' }]));
}

/** The type of `a.b[0].c`; undefined where it is not known. */
function typeOfChain(
  source: string,
  roots: Record<string, JsonSchema>,
): JsonSchema | undefined {
  let type: JsonSchema | undefined = object(roots);
  for (const [part, name] of source.matchAll(/(\w+)|\[\d+\]/g)) {
    // The digits of an index are a part of its match, not a name.
    type = part.startsWith('[') ? type?.items : memberOf(type, name);
  }
  return type;
}

function memberOf(
  type: JsonSchema | undefined,
  name: string,
): JsonSchema | undefined {
  const shown = type && (markedSchema(type) ?? type);
  const properties = shown?.properties ?? {};
  if (Object.hasOwn(properties, name)) {
    return properties[name];
  }
  return typeof shown?.additionalProperties === 'object'
    ? shown.additionalProperties
    : undefined;
}

/** What may stand behind the point. */
function namesIn(type: JsonSchema): Offer[] {
  const shown = markedSchema(type) ?? type;
  const types = typesOf(shown) ?? [];
  return [
    ...Object.entries(shown.properties ?? {}).map(
      ([name, property]): Offer => ({
        label: name,
        insert: name,
        detail: isKnown(property)
          ? describeSchema(property) +
            (shown.required && !isRequired(shown, name)
              ? ', may be absent'
              : '')
          : undefined,
        info: property.description,
        kind: 'name',
      }),
    ),
    ...(types.includes('string') ? Object.entries(textMethods) : []).map(
      ([name, method]): Offer => ({
        label: name,
        insert: `${name}(`,
        detail: signature(method),
        kind: 'function',
      }),
    ),
    ...(types.includes('array') ? [...listMethods, ...listMacros] : []).map(
      (name): Offer => ({ label: name, insert: `${name}(`, kind: 'function' }),
    ),
  ];
}

function isKnown(schema: JsonSchema): boolean {
  return Object.keys(schema).length > 0;
}

function signature({ parameters, required, result }: TextMethod): string {
  const said = parameters.map((parameter, at) =>
    at < required
      ? describeSchema(parameter)
      : `[${describeSchema(parameter)}]`,
  );
  return `(${said.join(', ')}) gives ${describeSchema(result)}`;
}

const meanings: Record<string, string> = {
  trigger:
    'What started the run: type, repository, ref, branch, commit, actor.',
  inputs: 'What the workflow was started with.',
  env: 'Variables that are set.',
  matrix: 'The values of this combination of the matrix.',
  steps: 'Outputs and states of steps that come before.',
};

const functions: Record<string, string> = {
  has: '(a.b.c): whether the value is there',
  size: '(text or list): its length',
  string: '(value): as text',
  int: '(value): as a whole number',
  double: '(value): as a number',
};

function beginnings(roots: Record<string, JsonSchema>): Offer[] {
  const known = Object.entries(roots).filter(
    ([name, { properties }]) =>
      name === 'trigger' || Object.keys(properties ?? {}).length > 0,
  );
  return [
    ...known.map(
      ([name]): Offer => ({
        label: name,
        insert: `${name}.`,
        info: meanings[name],
        kind: 'name',
      }),
    ),
    ...globalFunctions.map(
      (name): Offer => ({
        label: name,
        insert: `${name}(`,
        detail: functions[name],
        kind: 'function',
      }),
    ),
    ...['true', 'false', 'null'].map(
      (name): Offer => ({ label: name, insert: name, kind: 'value' }),
    ),
  ];
}

/** Whether a text of the expression is open at its end. */
function isInText(source: string): boolean {
  return /["']/.test(
    source.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, ''),
  );
}
