import type { RequestHandler } from 'express';
import { NotAllowedError } from '@backstage/errors';

/**
 * Refuses what a foreign page makes a browser send. Clients that are no
 * browsers send no `Origin` and pass.
 *
 * @param baseUrls - of app and backend; the request's own host is allowed too
 */
export function checkOrigin(baseUrls: string[]): RequestHandler {
  const allowed = new Set(baseUrls.map(url => new URL(url).origin));
  return (request, _response, next) => {
    const { origin, host } = request.headers;
    const own = origin && host && hostOf(origin) === host;
    if (
      request.headers['sec-fetch-site'] === 'cross-site' ||
      (origin && !own && !allowed.has(origin))
    ) {
      throw new NotAllowedError(
        `Requests to sign in may not come from ${origin ?? 'another site'}`,
      );
    }
    next();
  };
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
