import { act } from '@testing-library/react';
import {
  discoveryApiRef,
  errorApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import {
  translationApiRef,
  type TranslationApi,
} from '@backstage/frontend-plugin-api';
import { mockApis } from '@backstage/frontend-test-utils';
import {
  liveApiRef,
  LiveHub,
  type LiveMessage,
} from '@dop/plugin-devops-react';
import {
  PipelinesClient,
  type Run,
  type StreamMessage,
} from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';

export function json(body: unknown, status: number = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}

/** What the portal answers, by method and path; `query` is of the address. */
export type Answers = Record<
  string,
  (body: unknown, query: URLSearchParams) => Response
>;

/** The portal's API, and a live stream that is written by hand. */
export function fakePortal(answers: Answers) {
  const requests: string[] = [];
  let push: (message: StreamMessage) => void = () => {};
  const watches: string[][] = [];
  const fetchApi = {
    fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
      const { pathname, searchParams } = new URL(String(input));
      const name = `${init?.method ?? 'GET'} ${pathname.replace('/api', '')}`;
      requests.push(`${name} ${init?.body ?? ''}`.trim());
      const body = init?.body ? JSON.parse(String(init.body)) : undefined;
      return (
        answers[name]?.(body, searchParams) ??
        json({ error: { message: 'No' } }, 404)
      );
    },
  };
  const discoveryApi = {
    getBaseUrl: async (plugin: string) => `http://portal.test/api/${plugin}`,
  };
  const nextMessage = () =>
    new Promise<LiveMessage>(resolve => {
      push = resolve;
    });
  const hub = LiveHub.create<LiveMessage>({
    positionOf: message => (message as { run?: Run }).run?.sequence,
    retryMs: 5,
    connect: async function* connect(wanted, signal, onOpen) {
      watches.push(wanted.map(({ key, position }) => `${key}:${position}`));
      onOpen();
      while (!signal.aborted) {
        yield await nextMessage();
      }
    },
  });
  const translation: TranslationApi = mockApis.translation();
  const apis = [
    [pipelinesApiRef, PipelinesClient.create({ discoveryApi, fetchApi })],
    [liveApiRef, hub],
    [discoveryApiRef, discoveryApi],
    [fetchApiRef, fetchApi],
    [errorApiRef, { post: () => {} }],
    [translationApiRef, translation],
  ] as const;
  return {
    requests,
    watches,
    apis,
    send: (message: StreamMessage) => act(async () => push(message)),
  };
}
