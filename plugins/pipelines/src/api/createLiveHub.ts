import { LiveHub, type LiveMessage } from '@dop/plugin-devops-react';
import {
  parseWatch,
  PipelinesClient,
  type StreamMessage,
} from '@dop/plugin-pipelines-common';

/** How far a message brings the page that watches. */
function positionOf(message: StreamMessage): number | undefined {
  switch (message.type) {
    case 'run':
      return message.run.sequence;
    case 'log':
      return message.chunk.nextOffset;
    default:
      return undefined;
  }
}

/** The live connection over `GET /api/pipelines/stream`. */
export function createLiveHub(options: {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi: { fetch: typeof fetch };
  sharedAs?: Promise<string | undefined>;
}): LiveHub<LiveMessage> {
  const { discoveryApi, fetchApi, sharedAs } = options;
  return LiveHub.create<StreamMessage>({
    sharedAs,
    positionOf,
    connect: (watches, signal, onOpen, reader) =>
      PipelinesClient.create({
        discoveryApi,
        fetchApi: {
          fetch: async (...request) => {
            const response = await fetchApi.fetch(...request);
            if (response.ok) {
              onOpen();
            }
            return response;
          },
        },
      }).stream(
        watches.map(({ key, position }) =>
          parseWatch(position === undefined ? key : `${key}:${position}`),
        ),
        signal,
        reader,
      ),
  }) as unknown as LiveHub<LiveMessage>;
}
