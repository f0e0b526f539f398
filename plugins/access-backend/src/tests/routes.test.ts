import { mockServices } from '@backstage/backend-test-utils';
import { listRoutes } from '@dop/plugin-access-node/testUtils';
import { ApiWatch } from '@dop/plugin-devops-node/testUtils';
import { openApiDocument } from '../schema/openapi.generated';
import { createRouter, entryPaths } from '../router';
import { SignInLimiter } from '../security/SignInLimiter';
import { createServices } from '../service/createServices';
import { Outbox } from '@dop/plugin-devops-node';
import knexFactory from 'knex';

describe('The routes of access', () => {
  it('are these and no others', () => {
    const knex = knexFactory({
      client: 'better-sqlite3',
      useNullAsDefault: true,
    });
    const options = {
      knex,
      auth: mockServices.auth(),
      httpAuth: mockServices.httpAuth(),
      discovery: mockServices.discovery(),
      logger: mockServices.logger.mock(),
      auditor: mockServices.auditor.mock(),
      appBaseUrl: 'http://localhost',
    };
    const router = createRouter({
      ...options,
      services: createServices({
        ...options,
        outbox: Outbox.create({ ...options, pluginId: 'access' }),
        dataDirectory: '/nowhere',
        print: () => undefined,
      }),
      limiter: SignInLimiter.create(knex),
      backendBaseUrl: 'http://localhost',
      authUrl: 'http://localhost/api/auth',
    });
    const open = ['GET /alive', ...entryPaths.map(path => `POST ${path}`)];
    const people = [
      'DELETE /groups/:name/members/:account',
      'DELETE /sessions/:id',
      'DELETE /tokens/:id',
      'GET /accounts',
      'GET /accounts/:name',
      'GET /audit',
      'GET /groups',
      'GET /groups/:name',
      'GET /me',
      'GET /openapi.json',
      'GET /sessions',
      'GET /tokens',
      'PATCH /accounts/:name',
      'PATCH /groups/:name',
      'PATCH /me',
      'POST /accounts',
      'POST /accounts/:name/invitation',
      'POST /accounts/:name/password',
      'POST /groups',
      'POST /me/password',
      'POST /tokens',
      'PUT /groups/:name/members/:account',
    ];
    const plugins = [
      'DELETE /internal/repositories/:id',
      'GET /internal/entities',
      'PATCH /internal/repositories/:id',
      'POST /internal/audit',
      'POST /internal/authorize',
      'POST /internal/repositories',
      'POST /internal/repositories/list',
      'POST /internal/repository',
      'POST /internal/sessions/end',
      'POST /internal/sessions/open',
      'POST /internal/user',
      'POST /internal/verify',
      'POST /internal/visible',
    ];
    const routes = [...open, ...people, ...plugins];
    expect(listRoutes(router)).toEqual(routes.sort());
    const api = ApiWatch.create(openApiDocument);
    expect(
      [
        ...api.described(routes),
        'GET /dead-letters',
        'POST /dead-letters/:sequence/retry',
      ].sort(),
    ).toEqual(api.contract.routes());
  });
});
