import { useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { useLive, useLoad } from '@dop/plugin-devops-react';
import {
  watchKey,
  type Run,
  type RunEvent,
  type StreamMessage,
} from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';

/** Events in order, each once. */
export function mergeEvents(
  known: readonly RunEvent[],
  added: readonly RunEvent[],
): readonly RunEvent[] {
  const last = known[known.length - 1]?.sequence ?? 0;
  const fresh = added.filter(({ sequence }) => sequence > last);
  return fresh.length > 0 ? [...known, ...fresh] : known;
}

/** A run as it is now, changing by itself, with the events that came meanwhile. */
export function useRun(id: string) {
  const api = useApi(pipelinesApiRef);
  const loaded = useLoad(`run:${id}`, () => api.run(id));
  const [events, setEvents] = useState<readonly RunEvent[]>([]);
  const run = loaded.value;
  const newest = useRef<Run>();
  newest.current = run;
  useLive<StreamMessage>(
    run && {
      key: watchKey({ type: 'run', runId: id, after: 0 }),
      position: run.sequence,
    },
    {
      onMessage: message => {
        if (message.type !== 'run') {
          return;
        }
        setEvents(previous => mergeEvents(previous, message.events));
        if (message.run.sequence >= (newest.current?.sequence ?? 0)) {
          newest.current = message.run;
          loaded.setValue(message.run);
        }
      },
    },
  );
  return { ...loaded, run, events };
}
