import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import {
  stateLook,
  useLive,
  useLoad,
  type Loaded,
} from '@dop/plugin-devops-react';
import {
  PipelinesClient,
  watchKey,
  type RunSummary,
  type StreamMessage,
} from '@dop/plugin-pipelines-common';

const limit = 200;

/** The newest runs of a repository or of one of its branches, live. */
export function useRuns(
  repositoryId: string,
  branch?: string,
): Pick<Loaded<readonly RunSummary[]>, 'value' | 'error' | 'reload'> {
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  const filter = { repositoryId, branch };
  const key = watchKey({ type: 'runs', filter });
  const { value, error, reload, setValue } = useLoad(key, async () => {
    const pipelines = PipelinesClient.create({ discoveryApi, fetchApi });
    const { items } = await pipelines.runs({ ...filter, limit });
    return items;
  });
  useLive<Extract<StreamMessage, { type: 'runs' }>>(
    { key },
    {
      onMessage: message => {
        if (message.type === 'runs' && value) {
          setValue(newestFirst([...message.runs, ...value]));
        }
      },
      // Nothing is sent of what happened before.
      onConnected: reload,
    },
  );
  return { value, error, reload };
}

/** Each run once: as it was at the newest event that is known of it. */
function newestFirst(runs: readonly RunSummary[]): RunSummary[] {
  const byId = new Map<string, RunSummary>();
  for (const run of runs) {
    const known = byId.get(run.id);
    if (!known || known.sequence < run.sequence) {
      byId.set(run.id, run);
    }
  }
  return [...byId.values()].sort((a, b) =>
    b.createdAt.localeCompare(a.createdAt),
  );
}

/**
 * The run that says how a commit does: of the newest run of each workflow one
 * that failed, else one that goes on, else the newest.
 *
 * @param runs - the newest first
 */
export function tellingRun(
  runs: readonly RunSummary[] | undefined,
  commit: string,
): RunSummary | undefined {
  const newest = new Map<string, RunSummary>();
  for (const run of runs ?? []) {
    if (run.commit === commit && !newest.has(run.workflowId)) {
      newest.set(run.workflowId, run);
    }
  }
  const each = [...newest.values()];
  return (
    each.find(({ state }) => stateLook(state).color === 'red') ??
    each.find(({ state }) => !stateLook(state).final) ??
    each[0]
  );
}
