import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { AuditorService } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError, toError } from '@backstage/errors';
import type { AccessService } from '@dop/plugin-access-node';
import { z } from 'zod/v3';
import type { Outbox } from './Outbox';

const sequenceSchema = z
  .string()
  .regex(/^\d{1,18}$/, 'expected digits, as the list gave them');
const querySchema = z.object({
  cursor: sequenceSchema.default('0'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/**
 * What a plugin sent and no other took, for administrators:
 * `GET /dead-letters?cursor&limit`, the oldest first, and
 * `POST /dead-letters/:sequence/retry`.
 */
export function createOutboxRouter(options: {
  outbox: Outbox;
  access: Pick<AccessService, 'principal' | 'authorize'>;
  auditor: AuditorService;
}): Router {
  const { outbox, access, auditor } = options;
  const router = PromiseRouter();

  router.get('/dead-letters', async (request, response) => {
    const principal = await access.principal(request, { allow: ['user'] });
    await access.authorize(principal, 'dop.operations.read');
    const query = querySchema.safeParse(request.query);
    if (!query.success) {
      throw new InputError(sentenceOf('query', query.error));
    }
    const { cursor, limit } = query.data;
    const letters = await outbox.deadLetters(cursor, limit + 1);
    const items = letters.slice(0, limit);
    response.json({
      items,
      ...(letters.length > limit && {
        nextCursor: items[items.length - 1].sequence,
      }),
    });
  });

  router.post('/dead-letters/:sequence/retry', async (request, response) => {
    const principal = await access.principal(request, { allow: ['user'] });
    const event = await auditor.createEvent({
      eventId: 'dead-letter-retry',
      request,
      severityLevel: 'medium',
      meta: { sequence: request.params.sequence.slice(0, 20) },
    });
    try {
      await access.authorize(principal, 'dop.operations.write');
      const sequence = sequenceSchema.safeParse(request.params.sequence);
      if (!sequence.success) {
        throw new InputError(sentenceOf('address', sequence.error));
      }
      if (!(await outbox.retry(sequence.data))) {
        throw new NotFoundError(
          'There is no such dead letter; it may have been tried again meanwhile',
        );
      }
      await event.success();
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
    response.status(204).end();
  });

  return router;
}

function sentenceOf(what: string, { issues }: z.ZodError): string {
  return `The ${what} cannot be used: ${issues
    .map(({ path, message }) => [...path, message].join(': '))
    .join('; ')}`;
}
