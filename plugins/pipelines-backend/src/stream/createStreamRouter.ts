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
import type { OpenStreams, StreamReader } from './OpenStreams';
import { StreamConnection, type Watched } from './StreamConnection';
import { createSubscription, type Subscription } from './Subscription';

const mostWatches = 64;
const mostConnections = 1_000;

/**
 * `GET /stream?watch=…&watch=…&reader=<name>.<turn>`: one stream for everything
 * that the pages of a browser watch. Read with `fetch`, because the token travels
 * in a header; the reader comes back from the places that it reached.
 *
 * `GET /streams`: how many are open in this process, for administrators.
 */
export function createStreamRouter(
  context: RouterContext & { streams: OpenStreams; logger: LoggerService },
): Router {
  const { access, engine, presenter, streams, logger } = context;
  const router = PromiseRouter();

  router.get('/streams', async (request, response) => {
    const principal = await access.principal(request, { allow: ['user'] });
    await access.authorize(principal, 'dop.operations.read');
    response.json({ open: streams.size });
  });

  router.get('/stream', async (request, response) => {
    const principal = await access.principal(request);
    const watches = watchesOf(request);
    const reader = readerOf(request, principal);
    if (streams.closed || streams.size >= mostConnections) {
      throw new ServiceUnavailableError(
        'There are too many open streams. Close some pages and try again.',
      );
    }
    const visibleIds = async () =>
      idsOf(await access.visibleRepositories(principal));
    const watched: Watched[] = [];
    const refusals: unknown[] = [];
    for (const watch of watches) {
      const authorize = () => authorizeWatch(context, principal, watch);
      const key = watchKey(watch);
      try {
        await authorize();
        watched.push({
          key,
          authorize,
          subscription: createSubscription(watch, key, {
            engine,
            presenter,
            visibleIds,
          }),
        });
      } catch (error) {
        refusals.push(error);
        watched.push({ key, authorize, subscription: refused(error) });
      }
    }
    // One page that may not watch takes nothing from the others.
    if (refusals.length === watches.length) {
      throw refusals[0];
    }
    const expiresAt = await expiryOf(context, request);
    if (response.closed) {
      return;
    }
    streams.add(
      StreamConnection.open({
        response,
        alive: () => access.principal(request),
        watched,
        logger,
        expiresAt,
        onClose: connection => streams.remove(connection),
      }),
      reader,
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

/** @throws InputError */
function readerOf(
  request: Request,
  principal: Principal,
): StreamReader | undefined {
  const given = request.query.reader;
  if (given === undefined) {
    return undefined;
  }
  const [, name, turn] =
    /^([\w-]{8,64})\.(\d{1,15})$/.exec(String(given)) ?? [];
  if (!name) {
    throw new InputError(
      'Not a reader: expected reader=<8 to 64 letters or digits>.<number>',
    );
  }
  const who =
    principal.type === 'user' ? principal.userEntityRef : principal.type;
  return { name: `${who} ${name}`, turn: Number(turn) };
}

/** Tells that the watch ended, and nothing more. */
function refused(error: unknown): Subscription {
  return { concerns: () => false, read: () => Promise.reject(error) };
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
