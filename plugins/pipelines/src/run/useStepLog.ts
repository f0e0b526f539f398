import { useMemo } from 'react';
import { useApi, useApiHolder } from '@backstage/core-plugin-api';
import { liveApiRef, type LogSource } from '@dop/plugin-devops-react';
import { watchKey, type StreamMessage } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';

/** The log of one attempt, and what is added to it. */
export function useStepLog(
  runId: string,
  instanceKey: string,
  attempt: number,
): LogSource {
  const api = useApi(pipelinesApiRef);
  const live = useApiHolder().get(liveApiRef);
  return useMemo(
    () => ({
      read: (offset, limit) =>
        api.log(runId, instanceKey, attempt, { offset, limit }),
      follow: (offset, onPart) =>
        live?.watch(
          {
            key: watchKey({
              type: 'log',
              runId,
              instanceKey,
              attempt,
              offset,
            }),
            position: offset,
          },
          message => {
            const log = message as StreamMessage;
            if (log.type === 'log') {
              onPart(log.chunk);
            }
          },
        ) ?? (() => {}),
    }),
    [api, live, runId, instanceKey, attempt],
  );
}
