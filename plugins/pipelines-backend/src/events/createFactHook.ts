import type { JsonObject } from '@backstage/types';
import type { Outbox } from '@dop/plugin-devops-node';
import type { EngineFact, FactHook } from '@dop/plugin-pipelines-engine';
import type { RunMeta } from '../runs/RunStarter';
import { imagesIn } from './imagesIn';

const mostImages = 20;

type Collected = Extract<EngineFact, { type: 'attemptCollected' }>;

/**
 * What attempts leave becomes events for other plugins, written in the transaction
 * that makes it true. What happens to runs is told of the journal, behind them. Outcomes that a run took over send nothing again, because
 * no attempt collects them.
 */
export function createFactHook(outbox: Outbox): FactHook {
  return async (trx, facts) => {
    for (const fact of facts) {
      if (fact.type === 'attemptCollected') {
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
