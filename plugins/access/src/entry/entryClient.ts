import type { DiscoveryApi } from '@backstage/frontend-plugin-api';

/** What the portal said to an attempt to come in, for people. */
export class EntryError extends Error {
  constructor(message: string, readonly status: number | undefined) {
    super(message);
    this.name = 'EntryError';
  }
}

/**
 * Calls a way in (`/first`, `/sessions`, …). No credentials are needed; a
 * session arrives as a cookie.
 *
 * @throws EntryError with a message to show
 */
export async function enter<T>(
  discoveryApi: DiscoveryApi,
  path: string,
  body: unknown,
): Promise<T> {
  const baseUrl = await discoveryApi.getBaseUrl('access');
  let response: Response;
  try {
    response = await fetch(`${baseUrl}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-requested-with': 'XMLHttpRequest',
      },
      credentials: 'include',
      body: JSON.stringify(body),
    });
  } catch {
    throw new EntryError(
      'The portal did not answer. Check that it runs and that you are online, then try again.',
      undefined,
    );
  }
  const text = await response.text();
  if (!response.ok) {
    throw new EntryError(messageOf(text, response.status), response.status);
  }
  return JSON.parse(text) as T;
}

function messageOf(text: string, status: number): string {
  try {
    const { message } = JSON.parse(text).error;
    if (typeof message === 'string') {
      return message;
    }
  } catch {
    // Not one of the portal's own errors.
  }
  return `The portal answered with status ${status}. Try again in a moment.`;
}
