import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import type { ResolvedComponent } from '@dop/plugin-components-common';
import {
  programOf,
  type PlaceStep,
  type RunRecord,
} from '@dop/plugin-pipelines-engine';
import { RecentRecords } from '../clients/RecentRecords';

/**
 * Where a step may run. The process runner is no sandbox: it takes only what the
 * trust in the repository covers, and only trusted components. Everything else
 * needs another runner, or waits and says why.
 */
export function createPlaceStep(access: AccessService): PlaceStep {
  const records = RecentRecords.of(access);
  return async ({ run, component, runners }) => {
    const reasons: string[] = [];
    const record = await records.recent(run.repositoryId);
    if (!record) {
      return { reason: 'Its repository is gone' };
    }
    const untrusted = whyUntrusted(record, run, component);
    // Isolated runners first come into play where the process runner may not.
    const kinds = [...runners.values()].sort(
      (a, b) => Number(b.kind === 'process') - Number(a.kind === 'process'),
    );
    for (const runner of kinds) {
      const refusal =
        (runner.kind === 'process' ? untrusted : undefined) ??
        runner.refuses({
          program: programOf(component),
          network: component.network,
        });
      const answer = refusal
        ? { available: false as const, reason: refusal }
        : await runner.availability();
      if (answer.available) {
        return { kind: runner.kind };
      }
      reasons.push(`${runner.kind}: ${answer.reason}`);
    }
    return {
      reason:
        reasons.length > 0
          ? `No runner may take it. ${reasons.join('. ')}`
          : 'There is no runner',
    };
  };
}

/** Why the process runner may not run a step; undefined if it may. */
export function whyUntrusted(
  record: RepositoryRecord,
  run: Pick<RunRecord, 'ref' | 'protectedRef'>,
  component: Pick<ResolvedComponent, 'ref' | 'trusted'>,
): string | undefined {
  const name = `${record.namespace}/${record.name}`;
  if (record.trust === 'none') {
    return `${name} is not trusted to run outside a sandbox. An administrator can trust it`;
  }
  if (record.trust === 'protectedRefs' && !run.protectedRef) {
    return `${name} is trusted for its protected refs only, and ${run.ref} is none`;
  }
  if (!component.trusted) {
    return `${component.ref} was not published from a trusted repository`;
  }
  return undefined;
}
