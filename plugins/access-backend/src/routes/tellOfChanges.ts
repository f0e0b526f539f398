import type { RequestHandler } from 'express';
import { accessChanged } from '@dop/plugin-access-node';

/** What other plugins ask with POST; none of it changes anything. */
const questions =
  /^\/internal\/(verify|user|authorize|visible|repository|audit|sessions\/open|repositories\/list)\/?$/i;

/**
 * Makes kept answers void before whoever wrote hears that it is done: the next
 * request after a revocation is refused.
 */
export const tellOfChanges: RequestHandler = (request, response, next) => {
  if (
    !['GET', 'HEAD', 'OPTIONS'].includes(request.method) &&
    !questions.test(request.path)
  ) {
    const { writeHead } = response;
    response.writeHead = ((...head: Parameters<typeof writeHead>) => {
      accessChanged();
      return writeHead.apply(response, head);
    }) as typeof writeHead;
  }
  next();
};
