import { randomUUID } from 'node:crypto';
import express from 'express';
import PromiseRouter from 'express-promise-router';
import type { Request } from 'express';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import type { Principal, RepositoryRecord } from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import { FakeAccessService } from '@dop/plugin-access-node/testUtils';

/**
 * The fake access service for several plugins at once. People come with a header
 * of their own, because Backstage's mocks take only their own tokens; without it
 * a request is another plugin's.
 */
export class TestAccess implements AccessService {
  readonly fake = FakeAccessService.create();
  /** Run tokens are asked of pipelines. */
  verifyRunToken?: (secret: string) => Promise<Principal>;

  async principal(
    request: Request,
    options?: { allow?: Principal['type'][] },
  ): Promise<Principal> {
    const secret = request.headers['x-token'];
    const principal: Principal =
      typeof secret === 'string'
        ? await this.principalFromSecret(secret)
        : { type: 'service', subject: 'plugin:test' };
    if (!(options?.allow ?? ['user', 'service']).includes(principal.type)) {
      throw new NotAllowedError(`A ${principal.type} may not do this`);
    }
    return principal;
  }

  async principalFromSecret(secret: string): Promise<Principal> {
    return secret.startsWith('dop_run_') && this.verifyRunToken
      ? this.verifyRunToken(secret)
      : this.fake.principalFromSecret(secret);
  }

  authorize(...parameters: Parameters<AccessService['authorize']>) {
    return this.fake.authorize(...parameters);
  }

  visibleRepositories(principal: Principal) {
    return this.fake.visibleRepositories(principal);
  }

  repository(by: Parameters<AccessService['repository']>[0]) {
    return this.fake.repository(by);
  }

  /** Answers what code-backend asks of the access plugin. */
  get plugin() {
    const { fake } = this;
    return createBackendPlugin({
      pluginId: 'access',
      register(env) {
        env.registerInit({
          deps: { httpRouter: coreServices.httpRouter },
          async init({ httpRouter }) {
            const router = PromiseRouter();
            router.use(express.json());
            router.post('/internal/repositories', async (request, response) => {
              const { principal: _, ...given } = request.body;
              response.status(201).json({
                repository: put(fake, { id: randomUUID(), ...given }),
              });
            });
            router.patch(
              '/internal/repositories/:id',
              async (request, response) => {
                const { principal: _, ...change } = request.body;
                const known = await fake.repository({ id: request.params.id });
                const before = Date.parse(known?.updatedAt ?? '');
                const updatedAt = new Date(before + 1).toISOString();
                response.json({
                  repository: put(fake, { ...known, ...change, updatedAt }),
                });
              },
            );
            router.delete(
              '/internal/repositories/:id',
              async (request, response) => {
                fake.removeRepository(request.params.id);
                response.status(204).end();
              },
            );
            httpRouter.use(router);
          },
        });
      },
    });
  }
}

function put(
  fake: FakeAccessService,
  record: RepositoryRecord,
): RepositoryRecord {
  return fake.addRepository(record);
}
