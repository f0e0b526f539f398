import type { RequestHandler } from 'express';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The host names that requests may be for; undefined when any may. A portal
 * that listens on this machine only takes its own names, so that a foreign page
 * cannot reach it by a name that resolves to 127.0.0.1.
 */
export function allowedHosts(config: RootConfigService): string[] | undefined {
  const more = config.getOptionalStringArray('dop.access.allowedHosts');
  if (!listensOnLoopback(config) && !more) {
    return undefined;
  }
  const own = ['app.baseUrl', 'backend.baseUrl'].flatMap(key => {
    const url = config.getOptionalString(key);
    return url ? [new URL(url).hostname] : [];
  });
  return [...loopback, ...own, ...(more ?? [])].map(host => host.toLowerCase());
}

/** Refuses requests whose `Host` is none of the portal's. */
export function checkHost(hosts: string[]): RequestHandler {
  const allowed = new Set(hosts);
  return (request, _response, next) => {
    const { host } = request.headers;
    const name = host?.toLowerCase().replace(/:\d+$/, '');
    if (name !== undefined && allowed.has(name)) {
      next();
      return;
    }
    next(
      new NotAllowedError(
        `This portal does not answer for the host "${
          host ?? ''
        }". An administrator can add it to dop.access.allowedHosts.`,
      ),
    );
  };
}

function listensOnLoopback(config: RootConfigService): boolean {
  const listen = config.getOptional('backend.listen');
  const host =
    typeof listen === 'string'
      ? listen.replace(/:?\d*$/, '')
      : config.getOptionalString('backend.listen.host');
  return host !== undefined && (loopback.includes(host) || host === '::1');
}
