import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { isFinalState, useLoad } from '@dop/plugin-devops-react';
import { pipelinesApiRef } from '@dop/plugin-pipelines';
import type { RunSummary, StreamMessage } from '@dop/plugin-pipelines-common';

/** Shown of each kind; more are one click away. */
const most = 8;

/** The newest runs as they are now: under way, and failed since a time. */
export function useHomeRuns(since: string) {
  const api = useApi(pipelinesApiRef);
  const [changed, setChanged] = useState<Record<string, RunSummary>>({});
  const loaded = useLoad('home runs', async () => {
    const [active, failed, newest] = await Promise.all([
      api.runs({ state: 'active', limit: 50 }),
      api.runs({ state: 'failed', limit: 50 }),
      api.runs({ limit: 10 }),
    ]);
    return [...active.items, ...failed.items, ...newest.items];
  });
  const byId = new Map((loaded.value ?? []).map(run => [run.id, run]));
  Object.values(changed).forEach(run => {
    const known = byId.get(run.id);
    if (!known || run.sequence >= known.sequence) {
      byId.set(run.id, run);
    }
  });
  const runs = [...byId.values()].sort((a, b) =>
    b.createdAt.localeCompare(a.createdAt),
  );
  return {
    /** Until something is known; not while it is asked for again. */
    loading: loaded.loading && loaded.value === undefined,
    error: loaded.error,
    reload: loaded.reload,
    total: runs.length,
    active: runs.filter(run => !isFinalState(run.state)).slice(0, most),
    failed: runs
      .filter(
        run =>
          ['failed', 'timedOut'].includes(run.state) &&
          (run.finishedAt ?? run.createdAt) > since,
      )
      .slice(0, most),
    /** Changes whenever a run ends: what depends on outcomes asks again. */
    finished: runs
      .filter(run => isFinalState(run.state))
      .map(({ id }) => id)
      .slice(0, 10)
      .join(' '),
    onMessage: (message: StreamMessage) => {
      if (message.type === 'runs') {
        setChanged(previous => ({
          ...previous,
          ...Object.fromEntries(message.runs.map(run => [run.id, run])),
        }));
      }
    },
  };
}
