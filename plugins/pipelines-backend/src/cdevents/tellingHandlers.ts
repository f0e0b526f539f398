import type {
  PullRequestChanged,
  RefUpdated,
  RepositoryChanged,
} from '@dop/plugin-code-common';
import type { ComponentChanged } from '@dop/plugin-components-common';
import type { EventHandler, PortalEvent } from '@dop/plugin-devops-node';
import type { ImageChanged } from '@dop/plugin-images-common';
import type { Knex } from 'knex';
import { z } from 'zod/v3';
import type { CdEventStore } from './CdEventStore';
import type { CloudEvent } from './CloudEvent';
import { changeEvents, pushEvents, repositoryEvents } from './codeEvents';
import { componentEvents } from './componentEvents';
import type { CdEventPlaces } from './createCdEvent';
import { imageEvents } from './imageEvents';

type Tell = (
  event: PortalEvent,
  places: CdEventPlaces,
  trx: Knex.Transaction,
) => CloudEvent[] | Promise<CloudEvent[]>;

const text = z.string().min(1).max(500);

const imageChanged: z.ZodType<ImageChanged> = z.object({
  change: z.enum(['pushed', 'deleted', 'untagged']),
  repository: text,
  repositoryId: text.optional(),
  digests: z.array(text),
  tag: text.optional(),
  actor: text,
  time: text,
});

const componentChanged: z.ZodType<ComponentChanged> = z.object({
  namespace: text,
  name: text,
  version: text,
  lifecycle: z.enum(['published', 'deprecated', 'retired']),
  reason: z.string().optional(),
  sourceDigest: text,
  imageDigest: text.optional(),
  repositoryId: text.optional(),
  repository: text.optional(),
  commit: text.optional(),
  fromProtectedRef: z.boolean().optional(),
  actor: text.optional(),
  time: text,
});

/** How each type of event is told; what code tells is checked by its handlers. */
const told: Record<string, Tell> = {
  'dop.ref.updated': (event, places) =>
    pushEvents(event, event.data as unknown as RefUpdated, places),
  'dop.pull-request.changed': (event, places) =>
    changeEvents(event, event.data as unknown as PullRequestChanged, places),
  'dop.repository.changed': async (event, places, trx) => {
    const data = event.data as unknown as RepositoryChanged;
    const { repositoryId, change } = data;
    const named =
      data.change === 'deleted'
        ? // It keeps its last name here.
          await trx('repository_names')
            .where('repository_id', repositoryId)
            .first('namespace', 'name')
        : data.record;
    return named
      ? repositoryEvents(event, change, { ...named, repositoryId }, places)
      : [];
  },
  'dop.image.changed': (event, places) =>
    imageEvents(event, imageChanged.parse(event.data), places),
  'dop.component.changed': (event, places) =>
    componentEvents(event, componentChanged.parse(event.data), places),
};

/**
 * The handlers of the inbox, which also keep what is told as CDEvents: in the
 * same transaction, so that each event is told once.
 *
 * @param options.wake - called after the commit
 */
export function tellingHandlers(
  handlers: Record<string, EventHandler>,
  options: {
    store: Pick<CdEventStore, 'arrive'>;
    places: CdEventPlaces;
    wake: () => void;
  },
): Record<string, EventHandler> {
  const { store, places, wake } = options;
  const telling = Object.entries(told).map(
    ([type, tell]): [string, EventHandler] => {
      const handler = handlers[type];
      return [
        type,
        {
          ...handler,
          apply: async (trx, event, prepared) => {
            await handler?.apply(trx, event, prepared);
            await store.arrive(trx, await tell(event, places, trx));
          },
          after: event => {
            handler?.after?.(event);
            wake();
          },
        },
      ];
    },
  );
  return { ...handlers, ...Object.fromEntries(telling) };
}
