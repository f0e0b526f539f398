// The catalog and what Backstage itself reads from hosted repositories:
// registration, templates, documentation, search.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../scripts/lib/client.mjs';
import { openPortal } from './lib/badDays.mjs';

const open = 'shop/handbook';
const secret = 'shop/secret';

let place;
let ada;
let eve;

const component = name => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ${name}, namespace: shop }
spec: { type: library, lifecycle: production, owner: 'group:default/shop' }
`;

before(async () => {
  place = await openPortal();
  ({ ada, eve } = place);
  for (const [name, visibility] of [
    [open, 'internal'],
    [secret, 'private'],
  ]) {
    const { copy } = await place.newRepository(name, { visibility });
    const entity = name.split('/')[1];
    await copy.pushFiles({
      'catalog-info.yaml': `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${entity}
  annotations: { backstage.io/techdocs-ref: 'dir:.' }
spec: { type: service, lifecycle: production, owner: 'group:default/shop' }
`,
      'docs/index.md': '# The handbook\n\nGo on to [paying](paying.md).\n',
      'docs/paying.md': '# Paying\n\nWith cards.\n',
      'registered/one.yaml': component('one'),
      'registered/two.yaml': component('two'),
      'registered/other.yaml': component('other').replace(': shop', ': rivals'),
      'skeleton/hello.txt': 'Hello ${{ values.name }}\n',
    });
  }
});

after(async () => {
  await place?.close();
});

const address = (name, kind, path) =>
  `${place.portal.url}/api/code/repositories/${name}/${kind}?ref=main&path=${path}`;

const entity = (client, ref) =>
  client.get(`/api/catalog/entities/by-name/${ref}`);

/** What an entity's documentation says, after it was made. */
async function docs(client, ref, path) {
  const made = await client.request('GET', `/api/techdocs/sync/${ref}`);
  await made.text();
  const page = await client.request(
    'GET',
    `/api/techdocs/static/docs/${ref.toLowerCase()}/${path}`,
  );
  return page.text();
}

function rejects(promise, status, text) {
  return assert.rejects(promise, error => {
    assert.equal(error.status, status, error.message);
    assert.match(error.message, text);
    return true;
  });
}

test('search for documents in a portal that has none yet finds nothing, and is no error', async () => {
  const found = await ada.get('/api/search/query', {
    term: 'anything',
    'types[0]': 'techdocs',
  });
  assert.deepEqual(found.results, []);
});

test('DevOps components that ship are in the catalog, owned by the administrators', async () => {
  const shipped = await until('git-checkout in the catalog', () =>
    entity(eve, 'devopscomponent/dop/git-checkout'),
  );
  assert.equal(shipped.metadata.title, 'Git checkout');
  assert.match(
    shipped.metadata.links[0].url,
    /\/components\/dop\/git-checkout$/,
  );
  const group = await until('its owner', async () => {
    const found = await entity(eve, 'group/default/dop');
    return found.relations.some(({ type }) => type === 'hasMember') && found;
  });
  assert.deepEqual(
    group.relations
      .filter(({ type }) => type === 'hasMember')
      .map(({ targetRef }) => targetRef),
    ['user:default/ada'],
  );
});

test("the portal's own documentation is there without Python", async () => {
  await until('the portal in the catalog', () =>
    entity(eve, 'component/default/dop'),
  );
  const page = await docs(eve, 'default/Component/dop', 'concepts/index.html');
  assert.match(page, /<h1 id="concepts">/i);
});

test('a hosted repository has documentation; a private one shows none to others', async () => {
  await until('the handbook in the catalog', () =>
    entity(eve, 'component/shop/handbook'),
  );
  const ref = 'shop/Component/handbook';
  assert.match(await docs(eve, ref, 'index.html'), /href="paying\/"/);
  assert.match(await docs(eve, ref, 'paying/index.html'), /With cards/);
  const hidden = await until('the secret in the catalog', () =>
    entity(ada, 'component/shop/secret'),
  );
  // A reader of documentation does not know for whom it reads.
  assert.equal(
    hidden.metadata.annotations['backstage.io/techdocs-ref'],
    undefined,
  );
  await rejects(docs(eve, 'shop/Component/secret', 'index.html'), 404, /./);
});

test('an administrator registers a hosted file within its bounds, nobody else does, and no private one is read', async () => {
  const register = (client, path, name = open, query = '') =>
    client.post(`/api/catalog/locations${query}`, {
      type: 'url',
      target: address(name, 'blob', path),
    });
  const preview = await register(
    ada,
    'registered/one.yaml',
    open,
    '?dryRun=true',
  );
  assert.deepEqual(
    preview.entities
      .filter(({ kind }) => kind !== 'Location')
      .map(({ metadata }) => metadata.name),
    ['one'],
  );
  await register(ada, 'registered/one.yaml');
  await until('the registered one', () => entity(eve, 'component/shop/one'));

  await rejects(register(eve, 'registered/two.yaml'), 403, /./);
  await assert.rejects(
    register(ada, 'registered/other.yaml', open, '?dryRun=true'),
    /in the namespace shop, not rivals/,
  );
  await assert.rejects(
    register(ada, 'registered/one.yaml', secret, '?dryRun=true'),
    /everybody may read/,
  );
});

test('a template takes files from a hosted repository, not from a private one', async () => {
  const run = url =>
    ada.post('/api/scaffolder/v2/dry-run', {
      template: {
        apiVersion: 'scaffolder.backstage.io/v1beta3',
        kind: 'Template',
        metadata: { name: 'greeting' },
        spec: {
          owner: 'group:default/shop',
          type: 'service',
          steps: [
            {
              id: 'files',
              action: 'fetch:template',
              input: { url, values: { name: 'Mia' } },
            },
          ],
        },
      },
      values: {},
      directoryContents: [],
    });
  const { directoryContents } = await run(address(open, 'tree', 'skeleton'));
  assert.deepEqual(
    directoryContents.map(({ path, base64Content }) => [
      path,
      Buffer.from(base64Content, 'base64').toString(),
    ]),
    [['hello.txt', 'Hello Mia\n']],
  );
  await assert.rejects(
    run(address(secret, 'tree', 'skeleton')),
    /everybody may read/,
  );
});
