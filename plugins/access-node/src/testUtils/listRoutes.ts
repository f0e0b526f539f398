import type { Handler } from 'express';

interface Layer {
  regexp: RegExp & { fast_slash?: boolean; fast_star?: boolean };
  keys: { name: string | number }[];
  route?: {
    path: string | RegExp | (string | RegExp)[];
    methods: Record<string, boolean>;
  };
  handle: unknown;
}

/**
 * Every route of an Express 4 router or app, those in it included, as
 * `METHOD /path/:parameter`, sorted; `ALL` for `router.all`. A plugin's test
 * compares this with its table, so that a route that nobody named fails it.
 *
 * @remarks Middleware without a path is no route. A handler that is mounted
 * with `use` and a path, and is no router, is listed as `USE /path`.
 */
export function listRoutes(router: Handler): string[] {
  return [...new Set(walk(router, ''))].sort();
}

function walk(handler: unknown, prefix: string): string[] {
  return layersOf(handler).flatMap(layer => {
    if (layer.route) {
      const methods = layer.route.methods._all
        ? ['ALL']
        : Object.keys(layer.route.methods).map(name => name.toUpperCase());
      return [layer.route.path]
        .flat()
        .flatMap(path =>
          methods.map(
            method =>
              `${method} ${join(
                prefix,
                typeof path === 'string' ? path : `${path}`,
              )}`,
          ),
        );
    }
    const path = join(prefix, mountPath(layer));
    const inner = isApp(layer.handle) ? appIn(layer.handle) : layer.handle;
    if (routerOf(inner)) {
      return walk(inner, path);
    }
    const isMiddleware = layer.regexp.fast_slash && !isApp(layer.handle);
    return isMiddleware ? [] : [`USE ${path || '/'}`];
  });
}

function layersOf(handler: unknown): Layer[] {
  return routerOf(handler)?.stack ?? [];
}

/** A router is its own, an app has one inside. */
function routerOf(handler: unknown): { stack: Layer[] } | undefined {
  if (typeof handler !== 'function') {
    return undefined;
  }
  const { stack, _router: inner } = handler as Partial<{
    stack: Layer[];
    _router: { stack: Layer[] };
  }>;
  return stack ? { stack } : inner;
}

/**
 * A promise router wraps an app in a function that hides it. But Express gives
 * a request the prototype of the app that begins to handle it; the response
 * sees to it that nothing more happens.
 */
function appIn(handler: (...args: unknown[]) => void): unknown {
  const request: Record<string, unknown> = {
    method: 'GET',
    url: '/',
    headers: {},
  };
  const response = {
    setHeader: () => undefined,
    get locals() {
      throw new Error('Nothing is to be handled');
    },
  };
  handler(request, response, () => undefined);
  return request.app;
}

function isApp(handler: unknown): handler is (...args: unknown[]) => void {
  return (
    typeof handler === 'function' &&
    ['app', 'mounted_app'].includes(handler.name)
  );
}

/** Express keeps only the regular expression of a mount; this reads it back. */
function mountPath(layer: Layer): string {
  if (layer.regexp.fast_slash) {
    return '';
  }
  const keys = [...layer.keys];
  return layer.regexp.source
    .replace(/^\^/, '')
    .replace(/\\\/\?\(\?=\\\/\|\$\)$/, '')
    .replace(
      /\(\?:\\\/\(\[\^\/\]\+\?\)\)/g,
      () => `/:${keys.shift()?.name ?? 'parameter'}`,
    )
    .replace(/\\\//g, '/')
    .replace(/\\(.)/g, '$1');
}

function join(prefix: string, path: string): string {
  const joined = `${prefix}/${path}`.replace(/\/{2,}/g, '/');
  return joined.length > 1 ? joined.replace(/\/$/, '') : joined;
}
