/** An error in the words of the portal. */
export interface DescribedError {
  /** What happened, one sentence. */
  what: string;
  /** Which request or place, if known. */
  where?: string;
  /** What the reader can do. */
  advice: string;
  /** For a report: everything that is known, as text. */
  details: string;
}

interface Known {
  status?: number;
  statusText?: string;
  url?: string;
  method?: string;
  message?: string;
  name?: string;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Reads a `ResponseError` of Backstage without depending on its class. */
function read(error: unknown): Known {
  if (!isObject(error)) {
    return { message: String(error) };
  }
  const body = isObject(error.body) ? error.body : {};
  const inner = isObject(body.error) ? body.error : {};
  const request = isObject(body.request) ? body.request : {};
  const response = isObject(error.response) ? error.response : {};
  const status = response.status ?? error.status;
  return {
    status: typeof status === 'number' ? status : undefined,
    statusText: text(response.statusText),
    url: text(request.url) ?? text(response.url),
    method: text(request.method),
    message: text(inner.message) ?? text(error.message),
    name: text(inner.name) ?? text(error.name),
  };
}

function adviceFor(known: Known): string {
  const { status, message = '' } = known;
  if (status === undefined && /fetch|network|load failed/i.test(message)) {
    return 'The portal did not answer. Check that it runs and that you are online, then try again.';
  }
  if (status === 401) {
    return 'Your session has ended. Sign in again.';
  }
  if (status === 403) {
    return 'Ask an owner of the repository or an administrator for the right to do this.';
  }
  if (status === 404) {
    return 'It may have been removed or renamed, or you may not see it. Check the address.';
  }
  if (status === 409) {
    return 'Somebody else was faster. Load the page again and look at what is there now.';
  }
  if (status === 429) {
    return 'Too many requests. Wait a minute, then try again.';
  }
  if (status !== undefined && status >= 500) {
    return 'Try again. If it stays, give the details below to an administrator.';
  }
  return 'Try again. If it stays, copy the details into a report.';
}

/** Turns whatever was thrown into what happened, where, and what to do. */
export function describeError(error: unknown): DescribedError {
  const known = read(error);
  const message = known.message?.split('\n')[0];
  const where =
    known.url && `${known.method ?? 'GET'} ${known.url.replace(/\?.*$/, '')}`;
  const details = [
    message,
    known.name && `Error: ${known.name}`,
    known.status && `Status: ${known.status} ${known.statusText ?? ''}`.trim(),
    known.url && `Request: ${known.method ?? 'GET'} ${known.url}`,
    `Page: ${window.location.pathname}${window.location.search}`,
    `Time: ${new Date().toISOString()}`,
  ];
  return {
    what: message ?? 'Something went wrong and left no message.',
    where: where || undefined,
    advice: adviceFor(known),
    details: details.filter(Boolean).join('\n'),
  };
}
