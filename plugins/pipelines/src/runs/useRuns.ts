import { useMemo } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { useLive, usePages, type Pages } from '@dop/plugin-devops-react';
import {
  isTerminal,
  watchKey,
  type RunFilter,
  type RunSummary,
  type StreamMessage,
} from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';

/** Newer runs at the top; those that are shown already keep their place. */
export function mergeRuns(
  rows: readonly RunSummary[],
  changed: readonly RunSummary[],
): readonly RunSummary[] {
  const byId = new Map(changed.map(run => [run.id, run]));
  const kept = rows.map(row => {
    const next = byId.get(row.id);
    byId.delete(row.id);
    return next && next.sequence >= row.sequence ? next : row;
  });
  const oldest = rows[rows.length - 1]?.createdAt ?? '';
  const added = [...byId.values()]
    .filter(run => run.createdAt >= oldest)
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  return added.length > 0 ? [...added, ...kept] : kept;
}

/** Whether a run still belongs into a list of that filter. */
function fits(run: RunSummary, { state }: RunFilter): boolean {
  switch (state) {
    case undefined:
      return true;
    case 'active':
      return !isTerminal(run.state);
    case 'finished':
      return isTerminal(run.state);
    default:
      return run.state === state;
  }
}

/** Runs of a filter, paged, live. */
export function useRuns(
  filter: RunFilter,
  limit: number = 50,
): Pages<RunSummary> {
  const api = useApi(pipelinesApiRef);
  const key = watchKey({ type: 'runs', filter });
  const pages = usePages(key, cursor => api.runs({ ...filter, cursor, limit }));
  useLive<Extract<StreamMessage, { type: 'runs' }>>(
    { key },
    {
      onMessage: message => {
        if (message.type === 'runs') {
          pages.update(rows => mergeRuns(rows, message.runs));
        }
      },
      // Nothing is sent of what happened before: look at the newest once.
      onConnected: () => {
        api.runs({ ...filter, limit }).then(
          page =>
            pages.update(rows =>
              rows.length > 0 ? mergeRuns(rows, page.items) : page.items,
            ),
          () => undefined,
        );
      },
    },
  );
  const state = filter.state;
  const rows = useMemo(
    () => pages.rows.filter(run => fits(run, { state })),
    [pages.rows, state],
  );
  return { ...pages, rows };
}
