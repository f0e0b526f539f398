import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { z } from 'zod/v3';
import { databaseNow } from '../database/databaseNow';
import type { PortalEvent } from './PortalEvent';

const eventSchema = z.object({
  id: z.string().min(1).max(64),
  type: z.string().min(1).max(200),
  source: z.string().min(1).max(64),
  subject: z.string().min(1).max(255),
  time: z.string(),
  data: z.record(z.any()),
});

/**
 * What to do with one type of event. An event is taken once: `apply` runs in
 * the transaction that also remembers the event's id.
 */
export interface EventHandler<Prepared = void> {
  /** Waits that have no place in a transaction: fetching a file, copying a blob. */
  prepare?: (event: PortalEvent<any>) => Promise<Prepared>;
  /** Only queries on `trx`. */
  apply: (
    trx: Knex.Transaction,
    event: PortalEvent<any>,
    prepared: Prepared,
  ) => Promise<void>;
  /** After the commit, also when the event had been taken before. Hints only. */
  after?: (event: PortalEvent<any>) => void;
}

/**
 * `POST /events`: the inbox of a plugin. Answers 204 after its own commit. Only
 * the named plugins may send. An event type that nobody handles is taken and
 * dropped, so that senders may be newer than receivers.
 */
export function createEventsRouter(options: {
  knex: Knex;
  httpAuth: HttpAuthService;
  /** Plugin ids that may send. */
  from: string[];
  handlers: Record<string, EventHandler<any>>;
}): Router {
  const { knex, httpAuth, from, handlers } = options;
  const router = PromiseRouter();
  router.post(
    '/events',
    express.json({ limit: '1mb' }),
    async (request, response) => {
      const { principal } = await httpAuth.credentials(request, {
        allow: ['service'],
      });
      const parsed = eventSchema.safeParse(request.body);
      if (!parsed.success) {
        throw new InputError(`Not an event: ${parsed.error.message}`);
      }
      const event = parsed.data as PortalEvent<JsonObject>;
      if (
        !from.includes(event.source) ||
        principal.subject !== `plugin:${event.source}`
      ) {
        throw new NotAllowedError(
          `${principal.subject} may not send events of ${event.source} here`,
        );
      }
      const handler = handlers[event.type];
      if (handler) {
        const known = await knex('inbox').where('event_id', event.id).first();
        if (!known) {
          const prepared = await handler.prepare?.(event);
          await knex.transaction(async trx => {
            const inserted = await trx('inbox')
              .insert({ event_id: event.id, received_at: databaseNow(trx) })
              .onConflict('event_id')
              .ignore()
              .returning('event_id');
            if (inserted.length > 0) {
              await handler.apply(trx, event, prepared);
            }
          });
        }
        handler.after?.(event);
      }
      response.status(204).end();
    },
  );
  return router;
}
