import { setTimeout as wait } from 'node:timers/promises';

/** Somebody with an account, as the portal sees them from outside. */
export interface Person {
  name: string;
  /** The user token of a browser's session. */
  session: string;
  /** A personal token for everything that the account may do. */
  token: string;
}

/** What the portal answered. */
export interface Answer {
  status: number;
  text: string;
  headers: Headers;
}

export interface Ask {
  method: string;
  path: string;
  body?: unknown;
  /** The whole `Authorization` header. */
  authorization?: string;
  headers?: Record<string, string>;
}

/** How somebody proves to the API who they are. */
export function bearer(secret: string): string {
  return `Bearer ${secret}`;
}

/** How Git and registry clients prove it. */
export function basic(secret: string): string {
  return `Basic ${Buffer.from(`person:${secret}`).toString('base64')}`;
}

/** Of an answer that does not end, such as a stream, the first message. */
export async function ask(url: string, options: Ask): Promise<Answer> {
  const { method, path, body, authorization, headers } = options;
  const leave = new AbortController();
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    signal: leave.signal,
    headers: {
      ...(authorization && { authorization }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { status } = response;
  const type = response.headers.get('content-type') ?? '';
  const text = type.startsWith('text/event-stream')
    ? await firstMessage(response)
    : await response.text();
  leave.abort();
  return { status, text, headers: response.headers };
}

async function firstMessage(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (/^data:.*\n\n/ms.test(text)) {
      break;
    }
  }
  return text;
}

/** @throws Error when the answer is no success */
export async function askWell<T>(url: string, options: Ask): Promise<T> {
  const { status, text } = await ask(url, options);
  if (status >= 300) {
    throw new Error(`${options.method} ${options.path}: ${status} ${text}`);
  }
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Signs in as a browser does, and makes a personal token. */
export async function signIn(
  url: string,
  name: string,
  entry: { path: string; body: unknown },
): Promise<Person> {
  const entered = await ask(url, {
    method: 'POST',
    path: entry.path,
    body: entry.body,
    headers: { 'x-requested-with': 'DOP' },
  });
  const cookie = entered.headers
    .getSetCookie()
    .map(line => line.split(';')[0])
    .join('; ');
  const { backstageIdentity } = await askWell<{
    backstageIdentity: { token: string };
  }>(url, {
    method: 'GET',
    path: '/api/auth/dop/refresh',
    headers: { cookie, 'x-requested-with': 'XMLHttpRequest' },
  });
  const session = backstageIdentity.token;
  const { secret } = await makeToken(url, session, `token of ${name}`, ['api']);
  return { name, session, token: secret };
}

export async function makeToken(
  url: string,
  session: string,
  name: string,
  scopes: string[],
): Promise<{ secret: string; token: { id: string } }> {
  return askWell(url, {
    method: 'POST',
    path: '/api/access/tokens',
    authorization: bearer(session),
    body: {
      name,
      scopes,
      expiresAt: new Date(Date.now() + 3600_000).toISOString(),
    },
  });
}

/** Waits until `probe` gives something. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const value = await probe();
    if (value) {
      return value;
    }
    await wait(100);
  }
  throw new Error(`${what} did not come`);
}
