import { setTimeout as wait } from 'node:timers/promises';
import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';

const everyMs = 250;

/**
 * `dop:catalog:wait`: goes on when the catalog shows what a push has brought,
 * so that the links at the end of a template lead somewhere.
 */
export function waitForEntityAction(options: {
  auth: AuthService;
  discovery: DiscoveryService;
}) {
  const { auth, discovery } = options;
  return createTemplateAction({
    id: 'dop:catalog:wait',
    description: 'Waits until an entity is in the catalog.',
    supportsDryRun: false,
    schema: {
      input: {
        entityRef: z => z.string().describe('component:shop/checkout'),
        seconds: z =>
          z
            .number()
            .min(0)
            .max(300)
            .optional()
            .describe('How long at most, 30 unless told'),
      },
    },
    async handler(ctx) {
      const { entityRef, seconds = 30 } = ctx.input;
      const [kind, namespace, name] = entityRef.split(/[:/]/);
      if (!name) {
        throw new Error(
          `${entityRef} is no full entity ref, such as component:shop/checkout`,
        );
      }
      const path = [kind, namespace, name].map(encodeURIComponent).join('/');
      const onBehalfOf = await ctx.getInitiatorCredentials();
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const { token } = await auth.getPluginRequestToken({
          onBehalfOf,
          targetPluginId: 'catalog',
        });
        const response = await fetch(
          `${await discovery.getBaseUrl('catalog')}/entities/by-name/${path}`,
          {
            headers: { authorization: `Bearer ${token}` },
            signal: ctx.signal,
          },
        );
        if (response.ok) {
          await response.body?.cancel();
          return;
        }
        if (response.status !== 404) {
          throw await ResponseError.fromResponse(response);
        }
        await response.body?.cancel();
        if (Date.now() >= deadline) {
          ctx.logger.warn(
            `${entityRef} is not in the catalog after ${seconds} s. Its repository's page says if something is wrong with its file.`,
          );
          return;
        }
        await wait(everyMs, undefined, { signal: ctx.signal });
      }
    },
  });
}
