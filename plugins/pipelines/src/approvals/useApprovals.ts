import { useApi } from '@backstage/core-plugin-api';
import { useLive, useLoad } from '@dop/plugin-devops-react';
import {
  isTerminal,
  type Approval,
  type Run,
  type StreamMessage,
} from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';

/** The approvals of a run that wait; asked again whenever one comes or goes. */
export function useRunApprovals(run: Run | undefined): readonly Approval[] {
  const api = useApi(pipelinesApiRef);
  const waiting = (run?.steps ?? [])
    .filter(({ wait }) => wait?.kind === 'approval')
    .map(({ key }) => key);
  const loaded = useLoad(`approvals ${run?.id} ${waiting.join()}`, async () =>
    run && waiting.length > 0 && !isTerminal(run.state)
      ? (await api.approvals({ runId: run.id })).items
      : [],
  );
  return (loaded.value ?? []).filter(({ instanceKey }) =>
    waiting.includes(instanceKey),
  );
}

/** What waits for the caller's decision, in all runs; live. */
export function useYourApprovals() {
  const api = useApi(pipelinesApiRef);
  const loaded = useLoad(
    'your approvals',
    async () => (await api.approvals({ mine: true })).items,
  );
  const { reload } = loaded;
  useLive<StreamMessage>(
    { key: 'runs:' },
    { onMessage: () => reload(), onConnected: () => reload() },
  );
  return loaded;
}
