import type { JsonObject, JsonValue } from '@backstage/types';
import type { JsonSchema } from '@dop/plugin-components-common';
import type { Outbox } from '@dop/plugin-devops-node';
import type { EngineFact, FactHook } from '@dop/plugin-pipelines-engine';
import type { RunMeta } from '../runs/RunStarter';

const mostImages = 20;

type Collected = Extract<EngineFact, { type: 'attemptCollected' }>;

/**
 * What runs leave becomes events for other plugins, written in the transaction
 * that makes it true. Outcomes that a run took over send nothing again, because
 * no attempt collects them.
 */
export function createFactHook(outbox: Outbox): FactHook {
  return async (trx, facts) => {
    for (const fact of facts) {
      if (fact.type === 'runFinished') {
        const { run } = fact;
        await outbox.enqueue(trx, ['catalog'], {
          type: 'dev.cdevents.pipelinerun.finished.0.2.0',
          subject: run.id,
          data: {
            runId: run.id,
            runNumber: run.number,
            workflowId: run.workflowId,
            repositoryId: run.repositoryId,
            commit: run.commit,
            ref: run.ref,
            outcome: run.state,
          },
        });
      } else {
        for (const { target, type, data } of produced(fact)) {
          await outbox.enqueue(trx, [target], {
            type,
            subject: fact.run.repositoryId,
            data: { provenance: provenanceOf(fact), ...data },
          });
        }
      }
    }
  };
}

function produced(
  fact: Collected,
): { target: string; type: string; data: JsonObject }[] {
  const reports = fact.artifacts
    .filter(({ mark }) => mark === 'test-report')
    .map(({ digest, size, mediaType, path, output }) => ({
      target: 'test-reports',
      type: 'dop.test-report.produced',
      data: {
        artifact: { digest, size, mediaType, path },
        output,
        suite: fact.instanceKey,
      },
    }));
  const images = imagesIn(fact.component.outputs, fact.outputs)
    .slice(0, mostImages)
    .map(image => ({
      target: 'images',
      type: 'dop.image.produced',
      data: { image },
    }));
  return [...reports, ...images];
}

/** Values of outputs that the schema marks as images. */
export function imagesIn(
  schema: JsonSchema | undefined,
  value: JsonValue | undefined,
): JsonObject[] {
  if (!schema || typeof value !== 'object' || value === null) {
    return [];
  }
  if (Array.isArray(value)) {
    return value.flatMap(item => imagesIn(schema.items, item));
  }
  if (schema['x-dop'] === 'image') {
    const { repository, digest, tag } = value;
    return typeof repository === 'string' && typeof digest === 'string'
      ? [{ repository, digest, ...(typeof tag === 'string' && { tag }) }]
      : [];
  }
  return Object.entries(value).flatMap(([name, child]) =>
    imagesIn(schema.properties?.[name], child),
  );
}

function provenanceOf(fact: Collected): JsonObject {
  const { run } = fact;
  const meta = run.meta as RunMeta;
  return {
    runId: run.id,
    runNumber: run.number,
    workflowId: run.workflowId,
    workflowName: meta.workflowName,
    stepId: fact.stepId,
    instanceKey: fact.instanceKey,
    attempt: fact.attempt,
    outcome: fact.outcome,
    repositoryId: run.repositoryId,
    commit: run.commit,
    ref: run.ref,
    protectedRef: run.protectedRef,
    isolated: fact.isolated,
    services: meta.services,
    time: new Date().toISOString(),
  };
}
