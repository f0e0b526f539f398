import express from 'express';
import PromiseRouter from 'express-promise-router';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import type { Entity } from '@backstage/catalog-model';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { CatalogFinding } from '@dop/plugin-code-common';
import { dopCatalogFeature } from './feature';

jest.setTimeout(40_000);

function record(
  name: string,
  change: Partial<RepositoryRecord> = {},
): RepositoryRecord {
  return {
    id: `id-${name}`,
    namespace: 'shop',
    name,
    owner: 'group:default/shop',
    visibility: 'internal',
    defaultBranch: 'main',
    protectedRefs: [],
    trust: 'none',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...change,
  };
}

const component = (name: string, spec = '') =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${name}\nspec:\n  type: service\n  lifecycle: production\n${spec}`;

const workflow = [
  'apiVersion: dop/v1',
  'kind: Workflow',
  'metadata: { name: delivery, title: Deliver }',
  'spec:',
  '  delivers: [component:checkout]',
  '  triggers: { push: { branches: [main] } }',
  '  steps:',
  '    test: { uses: dop/node-test@1 }',
].join('\n');

/** Stands for the Git hosting: records, files and the findings it was sent. */
class FakeHosting {
  readonly records = new Map<string, RepositoryRecord>();
  readonly files = new Map<string, Record<string, string>>();
  readonly findings = new Map<string, CatalogFinding[]>();

  put(repository: RepositoryRecord, files: Record<string, string>) {
    this.records.set(repository.id, repository);
    this.files.set(repository.id, files);
  }

  plugin() {
    const { records, files, findings } = this;
    return createBackendPlugin({
      pluginId: 'code',
      register(env) {
        env.registerInit({
          deps: { httpRouter: coreServices.httpRouter },
          async init({ httpRouter }) {
            const router = PromiseRouter();
            router.use(express.json());
            router.get('/internal/repositories', (_, response) => {
              response.json({ items: [...records.values()] });
            });
            router.get('/internal/repositories/:id', (request, response) => {
              const found = records.get(request.params.id);
              response.status(found ? 200 : 404).json(found ?? {});
            });
            router.get(
              '/internal/repositories/:id/files',
              (request, response) => {
                const found = Object.entries(
                  files.get(request.params.id) ?? {},
                );
                response.json({
                  commit: { sha: 'c'.repeat(40), message: 'x', time: '' },
                  files: found.map(([path, content]) => ({
                    path,
                    sha: 's',
                    size: content.length,
                    content,
                  })),
                });
              },
            );
            router.put(
              '/internal/repositories/:id/findings',
              (request, response) => {
                findings.set(request.params.id, request.body.findings);
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

const accessPlugin = createBackendPlugin({
  pluginId: 'access',
  register(env) {
    env.registerInit({
      deps: { httpRouter: coreServices.httpRouter },
      async init({ httpRouter }) {
        const router = PromiseRouter();
        router.get('/internal/entities', (_, response) => {
          response.json({
            entities: [
              {
                apiVersion: 'backstage.io/v1alpha1',
                kind: 'Group',
                metadata: { namespace: 'default', name: 'shop' },
                spec: { type: 'team', children: [] },
              },
            ],
          });
        });
        httpRouter.use(router);
      },
    });
  },
});

/** A library of two pages. */
const componentsPlugin = createBackendPlugin({
  pluginId: 'components',
  register(env) {
    env.registerInit({
      deps: { httpRouter: coreServices.httpRouter },
      async init({ httpRouter }) {
        const router = PromiseRouter();
        router.get('/internal/shipped', (request, response) => {
          const name = request.query.cursor ? 'shell' : 'node-test';
          response.json({
            items: [
              {
                namespace: 'dop',
                name,
                title: 'A tool',
                description: 'Does one thing.',
                tags: ['tests'],
                latestVersion: '1.2.0',
                lifecycle: 'published',
                runsIn: ['process'],
                origin: { type: 'shipped' },
                updatedAt: '2026-01-01T00:00:00.000Z',
              },
            ],
            ...(name === 'node-test' && { nextCursor: 'dop/node-test' }),
          });
        });
        httpRouter.use(router);
      },
    });
  },
});

describe('catalog of hosted repositories', () => {
  const hosting = new FakeHosting();
  let backend: TestBackend;
  let url: string;

  beforeAll(async () => {
    hosting.put(record('checkout'), {
      'catalog-info.yaml': `${component('checkout').replace(
        'name: checkout',
        "name: checkout\n  annotations: { backstage.io/techdocs-ref: 'dir:.' }",
      )}---\n${component('till')}`,
      '.dop/delivery.yaml': workflow,
    });
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        dopCatalogFeature,
        hosting.plugin(),
        accessPlugin,
        componentsPlugin,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost:7007' },
            backend: { baseUrl: 'http://localhost:7007' },
            catalog: {
              rules: [
                {
                  allow: [
                    'Component',
                    'Workflow',
                    'DevOpsComponent',
                    'Group',
                    'User',
                  ],
                },
              ],
            },
          },
        }),
      ],
    });
    const address = backend.server.address();
    url = `http://127.0.0.1:${
      typeof address === 'object' && address ? address.port : 0
    }/api/catalog`;
  });

  afterAll(() => backend.stop());

  async function entity(name: string): Promise<Entity | undefined> {
    const response = await fetch(`${url}/entities/by-name/${name}`, {
      headers: { authorization: mockCredentials.service.header() },
    });
    return response.ok ? response.json() : undefined;
  }

  async function until<T>(find: () => Promise<T | undefined | false>) {
    for (;;) {
      const found = await find();
      if (found) {
        return found;
      }
      await new Promise(resolve => setImmediate(resolve));
    }
  }

  let sent = 0;
  async function tell(type: string, repositoryId: string) {
    sent += 1;
    const response = await fetch(`${url}/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: mockCredentials.service.header({
          onBehalfOf: mockCredentials.service('plugin:code'),
          targetPluginId: 'catalog',
        }),
      },
      body: JSON.stringify({
        id: `event-${sent}`,
        type,
        source: 'code',
        subject: repositoryId,
        time: new Date().toISOString(),
        data: { repositoryId, defaultBranch: true },
      }),
    });
    expect(response.status).toBe(204);
  }

  it('has what is on the default branches at the start, with relations both ways', async () => {
    const found = await until(async () => {
      const each = await entity('component/shop/checkout');
      return (
        each?.relations?.some(({ type }) => type === 'deliveredBy') && each
      );
    });
    expect(found).toMatchObject({
      metadata: {
        namespace: 'shop',
        annotations: {
          'dop/repository-id': 'id-checkout',
          'dop/repository': 'shop/checkout',
          'dop/visibility': 'internal',
          'backstage.io/techdocs-ref':
            'url:http://localhost:7007/api/code/repositories/shop/checkout/tree?ref=main&path=',
        },
      },
      spec: { owner: 'group:default/shop' },
    });
    await until(() => entity('component/shop/till'));
    const delivery = await until(() => entity('workflow/shop/delivery'));
    expect(delivery.spec).toMatchObject({
      triggers: ['push'],
      delivers: ['component:shop/checkout'],
    });
    expect(delivery.metadata.annotations?.['dop/workflow-id']).toMatch(
      /^[0-9a-f]{32}$/,
    );
    expect(delivery.spec).not.toHaveProperty('steps');
    expect(delivery.relations).toEqual(
      expect.arrayContaining([
        { type: 'delivers', targetRef: 'component:shop/checkout' },
        { type: 'ownedBy', targetRef: 'group:default/shop' },
        {
          type: 'usesDevOpsComponent',
          targetRef: 'devopscomponent:dop/node-test',
        },
      ]),
    );
    await until(() => entity('group/default/shop'));
  });

  it('has the DevOps components that ship, so that the relation of a workflow has both ends', async () => {
    const shipped = await until(async () => {
      const found = await entity('devopscomponent/dop/node-test');
      return (
        found?.relations?.some(({ type }) => type === 'usedByWorkflow') && found
      );
    });
    expect(shipped).toMatchObject({
      metadata: {
        title: 'A tool',
        description: 'Does one thing.',
        tags: ['tests'],
        annotations: {
          'dop/component-version': '1.2.0',
          'backstage.io/view-url':
            'http://localhost:7007/components/dop/node-test',
        },
        links: [
          {
            url: 'http://localhost:7007/components/dop/node-test',
            title: 'In the library',
          },
        ],
      },
      spec: { owner: 'group:default/dop', version: '1.2.0' },
    });
    expect(shipped.relations).toEqual([
      { type: 'ownedBy', targetRef: 'group:default/dop' },
      { type: 'usedByWorkflow', targetRef: 'workflow:shop/delivery' },
    ]);
    await until(() => entity('devopscomponent/dop/shell'));
  });

  it('follows pushes, keeps the last good form of a broken file, and says where it is broken', async () => {
    hosting.put(record('checkout'), {
      'catalog-info.yaml': component(
        'checkout',
        '  owner: group:default/other\n',
      ),
      '.dop/delivery.yaml': 'kind: Workflow\n  metadata: [',
    });
    await tell('dop.ref.updated', 'id-checkout');
    await until(async () => (hosting.findings.get('id-checkout') ?? []).length);
    expect(hosting.findings.get('id-checkout')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          path: 'catalog-info.yaml',
          line: 8,
          column: 3,
          rule: 'owner',
        }),
        expect.objectContaining({
          path: '.dop/delivery.yaml',
          line: 2,
          rule: 'yaml',
        }),
      ]),
    );
    expect(await entity('workflow/shop/delivery')).toBeDefined();

    hosting.put(record('checkout'), {
      'catalog-info.yaml': component('checkout'),
    });
    await tell('dop.ref.updated', 'id-checkout');
    await until(async () => !(await entity('workflow/shop/delivery')));
    await until(async () => !(await entity('component/shop/till')));
    expect(hosting.findings.get('id-checkout')).toEqual([]);
    expect(await entity('component/shop/checkout')).toBeDefined();
  });

  it('lets nothing public point at a private entity', async () => {
    hosting.put(record('shown'), {
      'catalog-info.yaml': component('shown'),
      '.dop/deliver.yaml': workflow
        .replace('name: delivery', 'name: shown-delivery')
        .replace('component:checkout', 'component:shown'),
    });
    const secret = {
      'catalog-info.yaml': `${component(
        'secret',
        '  dependsOn: [component:shown, component:secret-part]\n',
      )}---\n${component('secret-part')}`,
      '.dop/deliver.yaml': workflow
        .replace('name: delivery', 'name: secret-delivery')
        .replace('component:checkout', 'component:shown'),
    };
    hosting.put(record('secret', { visibility: 'private' }), secret);
    await tell('dop.repository.changed', 'id-shown');
    await tell('dop.repository.changed', 'id-secret');
    const relations = async (name: string) =>
      ((await entity(name))?.relations ?? []).map(
        ({ type, targetRef }) => `${type} ${targetRef}`,
      );
    // What is private says to what it belongs, and its own parts know it.
    await until(async () =>
      (
        await relations('workflow/shop/secret-delivery')
      ).includes('ownedBy group:default/shop'),
    );
    await until(async () =>
      (
        await relations('component/shop/secret-part')
      ).includes('dependencyOf component:shop/secret'),
    );
    expect(await relations('component/shop/secret')).toEqual([
      'dependsOn component:shop/secret-part',
      'dependsOn component:shop/shown',
      'ownedBy group:default/shop',
    ]);
    // What is public says nothing of it.
    await until(async () =>
      (
        await relations('component/shop/shown')
      ).includes('deliveredBy workflow:shop/shown-delivery'),
    );
    const shown = [
      ...(await relations('component/shop/shown')),
      ...(await relations('group/default/shop')),
      ...(await relations('devopscomponent/dop/node-test')),
    ];
    expect(shown).toContain('ownerOf component:shop/shown');
    expect(shown.filter(line => line.includes('secret'))).toEqual([]);
    // Not even who wants the same name.
    hosting.put(record('nosy'), {
      'catalog-info.yaml': component('secret-part'),
    });
    await tell('dop.repository.changed', 'id-nosy');
    const findings = await until(async () => hosting.findings.get('id-nosy'));
    expect(findings).toMatchObject([
      {
        rule: 'taken',
        message:
          'component:shop/secret-part already comes from a private repository. Choose another name.',
      },
    ]);
    // Until it is shown to all.
    hosting.put(record('secret'), secret);
    await tell('dop.repository.changed', 'id-secret');
    await until(async () =>
      (
        await relations('group/default/shop')
      ).includes('ownerOf component:shop/secret'),
    );
    // And from the moment on that it is hidden again.
    hosting.put(record('secret', { visibility: 'private' }), secret);
    await tell('dop.repository.changed', 'id-secret');
    await until(
      async () =>
        !(
          await relations('group/default/shop')
        ).some(line => line.includes('secret')),
    );
  });

  it('gives a name to its first claimant, and to the second when it comes free', async () => {
    hosting.put(record('rival', { visibility: 'private' }), {
      'catalog-info.yaml': `${component('checkout')}---\n${component(
        'rival',
      ).replace(
        'metadata:\n  name: rival',
        "metadata:\n  { name: rival, annotations: { backstage.io/techdocs-ref: 'dir:.' } }",
      )}---\nkind: User\nmetadata: { name: eve }\n---\n${component(
        'far',
      ).replace('name: far', 'name: far\n  namespace: default')}`,
    });
    await tell('dop.repository.changed', 'id-rival');
    const own = await until(() => entity('component/shop/rival'));
    expect(own.metadata.annotations?.['dop/visibility']).toBe('private');
    expect(own.metadata.annotations).not.toHaveProperty([
      'backstage.io/techdocs-ref',
    ]);
    const findings = await until(async () => hosting.findings.get('id-rival'));
    expect(findings.map(({ rule, line }) => [rule, line])).toEqual([
      ['kind', 17],
      ['namespace', 24],
      ['taken', 4],
    ]);
    expect(
      (await entity('component/shop/checkout'))?.metadata.annotations,
    ).toMatchObject({ 'dop/repository': 'shop/checkout' });

    hosting.records.delete('id-checkout');
    await tell('dop.repository.changed', 'id-checkout');
    await until(
      async () =>
        (
          await entity('component/shop/checkout')
        )?.metadata.annotations?.['dop/repository'] === 'shop/rival',
    );
    expect(await entity('component/default/far')).toBeUndefined();
    expect(await entity('user/default/eve')).toBeUndefined();
  });
});
