import { mockServices } from '@backstage/backend-test-utils';
import {
  FakeAccessService,
  listRoutes,
} from '@dop/plugin-access-node/testUtils';
import { createImagesRouter } from './api/createImagesRouter';
import { createRegistryRouter } from './registry/createRegistryRouter';
import type { RegistryContext } from './registry/RegistryContext';
import { digestOf } from './__testUtils__/ImagePusher';
import {
  startRegistry,
  type TestRegistry,
} from './__testUtils__/startRegistry';

const name = 'shop/checkout';
const digest = digestOf('x');
const upload =
  '/v2/shop/checkout/blobs/uploads/00000000-0000-4000-8000-000000000000';

/** Every route with a request for it and what a stranger with a valid token gets. */
const registryRoutes: [string, string, string, number][] = [
  ['GET /', 'GET', '/v2/', 200],
  ['GET /_catalog', 'GET', '/v2/_catalog', 200],

  ['GET /token', 'GET', '/v2/token', 200],
  ['POST /token', 'POST', '/v2/token', 400],
  ['GET /^\\/(.+)\\/tags\\/list$', 'GET', `/v2/${name}/tags/list`, 404],
  [
    'GET /^\\/(.+)\\/referrers\\/([^/]+)$',
    'GET',
    `/v2/${name}/referrers/${digest}`,
    404,
  ],
  [
    'POST /^\\/(.+)\\/blobs\\/uploads\\/?$',
    'POST',
    `/v2/${name}/blobs/uploads/`,
    404,
  ],
  ['GET /^\\/(.+)\\/blobs\\/uploads\\/([0-9a-f-]{36})$', 'GET', upload, 404],
  [
    'PATCH /^\\/(.+)\\/blobs\\/uploads\\/([0-9a-f-]{36})$',
    'PATCH',
    upload,
    404,
  ],
  ['PUT /^\\/(.+)\\/blobs\\/uploads\\/([0-9a-f-]{36})$', 'PUT', upload, 404],
  [
    'DELETE /^\\/(.+)\\/blobs\\/uploads\\/([0-9a-f-]{36})$',
    'DELETE',
    upload,
    404,
  ],
  [
    'HEAD /^\\/(.+)\\/blobs\\/([^/]+)$',
    'HEAD',
    `/v2/${name}/blobs/${digest}`,
    404,
  ],
  [
    'GET /^\\/(.+)\\/blobs\\/([^/]+)$',
    'GET',
    `/v2/${name}/blobs/${digest}`,
    404,
  ],
  [
    'DELETE /^\\/(.+)\\/blobs\\/([^/]+)$',
    'DELETE',
    `/v2/${name}/blobs/${digest}`,
    404,
  ],
  [
    'HEAD /^\\/(.+)\\/manifests\\/([^/]+)$',
    'HEAD',
    `/v2/${name}/manifests/a`,
    404,
  ],
  [
    'GET /^\\/(.+)\\/manifests\\/([^/]+)$',
    'GET',
    `/v2/${name}/manifests/a`,
    404,
  ],
  [
    'PUT /^\\/(.+)\\/manifests\\/([^/]+)$',
    'PUT',
    `/v2/${name}/manifests/a`,
    404,
  ],
  [
    'DELETE /^\\/(.+)\\/manifests\\/([^/]+)$',
    'DELETE',
    `/v2/${name}/manifests/a`,
    404,
  ],
];
const base = `/api/images/repositories/${name}/-`;
const apiRoutes: [string, string, string, number][] = [
  ['GET /openapi.json', 'GET', '/api/images/openapi.json', 200],
  ['GET /registry', 'GET', '/api/images/registry', 200],
  ['GET /repositories', 'GET', '/api/images/repositories', 200],
  ['GET /repositories/:imageName(.+)/-/summary', 'GET', `${base}/summary`, 404],
  ['GET /repositories/:imageName(.+)/-/tags', 'GET', `${base}/tags`, 404],
  [
    'GET /repositories/:imageName(.+)/-/images/:reference',
    'GET',
    `${base}/images/a`,
    404,
  ],
  [
    'DELETE /repositories/:imageName(.+)/-/tags/:tag',
    'DELETE',
    `${base}/tags/a`,
    404,
  ],
  [
    'DELETE /repositories/:imageName(.+)/-/images/:reference',
    'DELETE',
    `${base}/images/${digest}`,
    404,
  ],
];

describe('routes', () => {
  const access = FakeAccessService.create();
  const owner = access.addUser('ada', { groups: { shop: 'owner' } });
  const stranger = access.addUser('eve', { groups: { other: 'owner' } });
  let registry: TestRegistry;

  beforeAll(async () => {
    access.addRepository({
      id: 'r1',
      namespace: 'shop',
      name: 'checkout',
      visibility: 'private',
    });
    registry = await startRegistry(access);
    await registry.request(
      owner,
      'POST',
      `/v2/${name}/blobs/uploads/?digest=${digest}`,
      { body: 'x' },
    );
  });
  afterAll(() => registry.stop());

  it('are all in these tables', () => {
    const v2 = createRegistryRouter(
      {} as RegistryContext,
      mockServices.logger.mock(),
      new Set(),
    );
    const api = createImagesRouter(
      {} as Parameters<typeof createImagesRouter>[0],
    );
    const named = (routes: [string, ...unknown[]][]) =>
      routes.map(([route]) => route).sort();
    expect(listRoutes(v2)).toEqual(named(registryRoutes));
    expect(listRoutes(api)).toEqual(named(apiRoutes));
    expect(
      [
        ...registry.api.described(listRoutes(api)),
        'GET /dead-letters',
        'POST /dead-letters/:sequence/retry',
      ].sort(),
    ).toEqual(registry.api.contract.routes());
  });

  it.each(registryRoutes)(
    '%s asks who calls, and hides what is private',
    async (route, method, path, status) => {
      const unknown = await registry.request(undefined, method, path);
      // The token route first wants to know which kind of grant.
      expect(unknown.status).toBe(route === 'POST /token' ? 400 : 401);
      expect((await registry.request(stranger, method, path)).status).toBe(
        status,
      );
    },
  );

  it.each(apiRoutes)(
    '%s asks who calls, and hides what is private',
    async (_, method, path, status) => {
      const call = async () =>
        (await registry.api.fetch(`${registry.url}${path}`, { method })).status;
      expect(await call()).toBe(401);
      access.setDefaultPrincipal(stranger);
      expect(await call()).toBe(status);
      access.setDefaultPrincipal(undefined);
    },
  );
});
