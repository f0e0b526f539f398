import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  InputError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { Principal } from '@dop/plugin-access-common';
import { parseWatch, watchKey, type Watch } from '@dop/plugin-pipelines-common';
import { idsOf, type RouterContext } from '../routers/context';
import { StreamConnection, type Watched } from './StreamConnection';
import { createSubscription } from './Subscription';

const mostWatches = 64;
const mostConnections = 1_000;

/** All open streams of this process. */
export class OpenStreams {
  readonly #connections = new Set<StreamConnection>();
  readonly #unsubscribe: () => void;
  #closed = false;

  private constructor(engine: RouterContext['engine']) {
    this.#unsubscribe = engine.onChange(change =>
      this.#connections.forEach(connection => connection.hint(change)),
    );
  }

  static create(engine: RouterContext['engine']): OpenStreams {
    return new OpenStreams(engine);
  }

  get size(): number {
    return this.#connections.size;
  }

  get closed(): boolean {
    return this.#closed;
  }

  add(connection: StreamConnection): void {
    this.#connections.add(connection);
  }

  remove(connection: StreamConnection): void {
    this.#connections.delete(connection);
  }

  /** The backend does not exit while a stream is open. */
  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    this.#connections.forEach(connection => connection.end('shutdown'));
  }
}

/**
 * `GET /stream?watch=…&watch=…`: one stream for everything that the pages of a
 * browser watch. Read with `fetch`, because the token travels in a header; the
 * reader comes back from the places that it reached.
 */
export function createStreamRouter(
  context: RouterContext & { streams: OpenStreams; logger: LoggerService },
): Router {
  const { access, engine, presenter, streams, logger } = context;
  const router = PromiseRouter();

  router.get('/stream', async (request, response) => {
    const principal = await access.principal(request);
    const watches = watchesOf(request);
    if (streams.closed || streams.size >= mostConnections) {
      throw new ServiceUnavailableError(
        'There are too many open streams. Close some pages and try again.',
      );
    }
    const visibleIds = async () =>
      idsOf(await access.visibleRepositories(principal));
    const watched: Watched[] = [];
    for (const watch of watches) {
      const authorize = () => authorizeWatch(context, principal, watch);
      await authorize();
      const key = watchKey(watch);
      watched.push({
        key,
        authorize,
        subscription: createSubscription(watch, key, {
          engine,
          presenter,
          visibleIds,
        }),
      });
    }
    streams.add(
      StreamConnection.open({
        response,
        watched,
        logger,
        expiresAt: await expiryOf(context, request),
        onClose: connection => streams.remove(connection),
      }),
    );
  });

  return router;
}

function watchesOf(request: Request): Watch[] {
  const given = [request.query.watch ?? []].flat();
  if (given.length === 0 || given.length > mostWatches) {
    throw new InputError(
      `Name 1 to ${mostWatches} watches, such as watch=run:<id>:0`,
    );
  }
  return given.map(text => parseWatch(String(text)));
}

async function authorizeWatch(
  { access, engine }: RouterContext,
  principal: Principal,
  watch: Watch,
): Promise<void> {
  if (watch.type === 'runs') {
    return;
  }
  const run = await engine.queries.run(watch.runId);
  if (!run) {
    throw new NotFoundError('There is no such run that you may see');
  }
  await access.authorize(principal, 'dop.run.read', {
    repositoryId: run.repositoryId,
  });
}

async function expiryOf(
  { httpAuth }: RouterContext,
  request: Request,
): Promise<Date | undefined> {
  try {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    return credentials.expiresAt;
  } catch {
    // Access knew who it is; then it is no token of Backstage, with no end to know.
    return undefined;
  }
}
