import type { JsonObject } from '@backstage/types';
import type { JsonSchema } from '@dop/plugin-components-common';
import {
  isRequired,
  whyNotAssignable,
  type StepPorts,
} from '@dop/plugin-pipelines-common';

/** An output of one step and an input of another. */
export interface Pair {
  output: string;
  input: string;
  outputSchema: JsonSchema;
  inputSchema: JsonSchema;
  required: boolean;
  /** The input has a value or a link already. */
  fed: boolean;
  /** Why it does not fit. */
  refusal?: string;
}

export function withOf(fields: JsonObject | undefined): JsonObject {
  const given = fields?.with;
  return typeof given === 'object' && given !== null && !Array.isArray(given)
    ? given
    : {};
}

/**
 * Every output of one step with every input of another: those that fit first,
 * and of these the inputs that are required and not fed.
 */
export function pairsOf(
  from: StepPorts | undefined,
  to: StepPorts | undefined,
  given: JsonObject,
): Pair[] {
  const inputs = Object.entries(to?.inputs?.properties ?? {});
  const outputs = Object.entries(from?.outputs?.properties ?? {});
  const pairs = inputs.flatMap(([input, inputSchema]) =>
    outputs.map(([output, outputSchema]) => {
      const refusal = whyNotAssignable(
        outputSchema,
        inputSchema,
        `"${output}"`,
      );
      return {
        output,
        input,
        outputSchema,
        inputSchema,
        required: isRequired(to?.inputs ?? {}, input),
        fed: Object.hasOwn(given, input) && given[input] !== null,
        ...(refusal !== undefined && { refusal }),
      };
    }),
  );
  const rank = (pair: Pair) =>
    (pair.refusal ? 8 : 0) +
    (pair.fed ? 4 : 0) +
    (pair.required ? 0 : 2) +
    (pair.inputSchema['x-dop'] ? 0 : 1);
  return pairs.sort((a, b) => rank(a) - rank(b));
}

/**
 * The pair that surely was meant: the only one that fits an input which is
 * required and has nothing yet.
 */
export function onlyPair(pairs: readonly Pair[]): Pair | undefined {
  const fitting = pairs.filter(
    ({ required, fed, refusal }) => required && !fed && !refusal,
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}
