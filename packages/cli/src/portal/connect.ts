import { PipelinesClient } from '@dop/plugin-pipelines-common';
import { exitCodes, Failure } from '../output/Failure';
import type { Streams } from '../output/Output';
import { readSettings } from './settings';

/** A portal that the user is signed in to. */
export interface Portal {
  url: string;
  pipelines: PipelinesClient;
  /** With the user's token; throws Failure where the portal cannot be reached. */
  fetch: typeof fetch;
}

/** @throws Failure where nobody is signed in */
export async function connect(
  streams: Streams,
  given: { url?: string },
): Promise<Portal> {
  const { url, token } = await readSettings(streams, given);
  if (!url || !token) {
    throw new Failure(
      url
        ? `Not signed in to ${url}. Run \`dop login ${url}\`, or set DOP_TOKEN.`
        : 'No portal is known. Run `dop login URL`, or set DOP_URL and DOP_TOKEN.',
      exitCodes.refused,
    );
  }
  return connectWith({ url, token });
}

export function connectWith({
  url,
  token,
}: {
  url: string;
  token: string;
}): Portal {
  const authorized: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', `Bearer ${token}`);
    try {
      return await fetch(input, { ...init, headers });
    } catch (error) {
      if (init?.signal?.aborted) {
        throw error;
      }
      const { cause } = error as { cause?: Error };
      throw new Failure(
        `${url} cannot be reached: ${
          cause?.message ?? (error as Error).message
        }`,
        exitCodes.refused,
      );
    }
  };
  return {
    url,
    fetch: authorized,
    pipelines: PipelinesClient.create({
      discoveryApi: { getBaseUrl: async plugin => `${url}/api/${plugin}` },
      fetchApi: { fetch: authorized },
    }),
  };
}
