import type { JsonSchema, ObjectSchema } from '@dop/plugin-components-common';
import type { PlannedOutputs } from '../plan';
import type { SourceFile } from '../source/SourceFile';
import { BitSet } from './BitSet';
import { stepsType } from './scopeTypes';
import { expressionsIn, outputReads, type StepGraph } from './StepGraph';
import type { EntrySyntax, StepSyntax } from './syntax';
import { TemplateChecker } from './TemplateChecker';

/**
 * The outputs of a workflow. They are evaluated when the run succeeded, so that
 * only what may be skipped is uncertain.
 */
export function analyzeOutputs(
  source: SourceFile,
  entries: EntrySyntax[],
  graph: StepGraph,
  roots: Record<string, JsonSchema>,
  outputsOf: (step: StepSyntax) => ObjectSchema | undefined,
): PlannedOutputs {
  const reads = outputReads(
    entries.flatMap(({ value }) => expressionsIn(value)),
  );
  const known = reads.filter(id => graph.byId.has(id));
  const checker = TemplateChecker.create(source, {
    ...roots,
    steps: stepsType(
      {
        runsOn: 'success',
        needs: [...new Set(known)],
        fate: BitSet.create(graph.nodes.length),
        readsUnknown: known.length < reads.length,
      },
      graph,
      outputsOf,
    ),
  });
  const outputs = entries.map(({ name, value }) => ({
    name,
    ...checker.infer(value),
  }));
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(
        outputs.map(({ name, schema }) => [name, schema]),
      ),
      required: outputs.filter(({ absent }) => !absent).map(({ name }) => name),
      additionalProperties: false,
    },
    values: Object.fromEntries(
      outputs.map(({ name, template }) => [name, template]),
    ),
  };
}
