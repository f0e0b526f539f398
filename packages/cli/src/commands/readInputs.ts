import { parse } from 'yaml';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { ObjectSchema } from '@dop/plugin-components-common';
import { Failure } from '../output/Failure';

/**
 * `name=value` pairs as values: text where the schema says so, else what YAML
 * makes of it (`true`, `3`, `[a, b]`).
 *
 * @throws Failure for what is no pair
 */
export function readInputs(
  schema: ObjectSchema | undefined,
  pairs: string[],
): JsonObject {
  const inputs: JsonObject = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) {
      throw new Failure(`Not an input: ${pair}. Write name=value.`);
    }
    const name = pair.slice(0, at);
    const text = pair.slice(at + 1);
    const { type } = (schema?.properties?.[name] ?? {}) as { type?: unknown };
    inputs[name] = type === 'string' ? text : valueOf(name, text);
  }
  return inputs;
}

function valueOf(name: string, text: string): JsonValue {
  try {
    return parse(text, { maxAliasCount: 0 }) as JsonValue;
  } catch (error) {
    throw new Failure(
      `The value of ${name} is not YAML: ${
        (error as Error).message.split('\n')[0]
      }`,
    );
  }
}
