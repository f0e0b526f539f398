import type { Translate } from '../translation';

/** An error in the words of the portal. */
export interface DescribedError {
  /** What happened, one sentence. */
  what: string;
  /** Which request or place, if known. */
  where?: string;
  /** What the reader can do. */
  advice: string;
  /** For a report, whoever reads it: everything that is known, in English. */
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

function adviceFor(known: Known, t: Translate): string {
  const { status, message = '' } = known;
  if (status === undefined && /fetch|network|load failed/i.test(message)) {
    return t('errorState.advice.noAnswer');
  }
  if (status === 401) {
    return t('errorState.advice.signIn');
  }
  if (status === 403) {
    return t('errorState.advice.notAllowed');
  }
  if (status === 404) {
    return t('errorState.advice.notFound');
  }
  if (status === 409) {
    return t('errorState.advice.conflict');
  }
  if (status === 429) {
    return t('errorState.advice.tooMany');
  }
  if (status !== undefined && status >= 500) {
    return t('errorState.advice.server');
  }
  return t('errorState.advice.other');
}

/** Turns whatever was thrown into what happened, where, and what to do. */
export function describeError(error: unknown, t: Translate): DescribedError {
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
    what: message ?? t('errorState.noMessage'),
    where: where || undefined,
    advice: adviceFor(known, t),
    details: details.filter(Boolean).join('\n'),
  };
}
