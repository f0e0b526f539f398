import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  FakeAccessService,
  listRoutes,
} from '@dop/plugin-access-node/testUtils';
import { FolderBlobStore, Outbox } from '@dop/plugin-devops-node';
import knex from 'knex';
import { ComponentStore } from '../database/ComponentStore';
import { Publisher } from '../publication/Publisher';
import { Resolver } from '../resolution/Resolver';
import { temporaryFolder } from '../shippedComponents/testUtils/runComponent';
import { RepositorySource } from '../source/RepositorySource';
import { createRouter } from './createRouter';

it('has these routes and no others; each is tried by a foreign caller in plugin.test.ts', async () => {
  const database = knex({ client: 'better-sqlite3', useNullAsDefault: true });
  const services = {
    auth: mockServices.auth(),
    discovery: mockServices.discovery(),
  };
  const store = ComponentStore.create(
    database,
    Outbox.create({
      ...services,
      knex: database,
      logger: mockServices.logger.mock(),
      pluginId: 'components',
    }),
  );
  const access = FakeAccessService.create();
  const blobs = await FolderBlobStore.create(temporaryFolder());
  const router = createRouter({
    access,
    blobs,
    store,
    auditor: mockServices.auditor.mock(),
    catalog: catalogServiceMock(),
    httpAuth: mockServices.httpAuth(),
    resolver: Resolver.create({ store, access }),
    publisher: Publisher.create({
      store,
      blobs,
      logger: mockServices.logger.mock(),
      repositories: RepositorySource.create(services),
    }),
  });
  expect(listRoutes(router)).toEqual([
    'GET /components',
    'GET /components/:namespace/:name',
    'GET /components/:namespace/:name/uses',
    'GET /internal/shipped',
    'GET /internal/sources/:digest',
    'GET /openapi.json',
    'GET /schemas/component.json',
    'PATCH /components/:namespace/:name/versions/:version',
    'POST /components',
    'POST /internal/resolve',
    'PUT /components/:namespace/:name/versions/:version/image',
  ]);
});
