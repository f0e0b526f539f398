// Broken files in repositories, against the whole portal: the push succeeds,
// what is wrong is said with its place, and nothing runs until it is repaired.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../scripts/lib/client.mjs';
import { finishedRun } from '../scripts/lib/journey.mjs';
import {
  answerOf,
  deliveryOf,
  openPortal,
  shellWorkflow,
} from './lib/badDays.mjs';

let place;
let ada;

before(async () => {
  place = await openPortal();
  ({ ada } = place);
});

after(() => place?.close());

/** Takes the sign ‸ out of a text, and says where it was. */
function marked(text) {
  const lines = text.slice(0, text.indexOf('‸')).split('\n');
  return {
    text: text.replace('‸', ''),
    line: lines.length,
    column: lines.at(-1).length + 1,
  };
}

function workflow(name, spec) {
  return marked(`apiVersion: dop/v1
kind: Workflow
metadata: { name: ${name} }
spec:
  triggers: { push: {} }
${spec}`);
}

test('broken workflow files: the push succeeds, each finding has its place, nothing runs; the next push repairs them', async () => {
  const { repository, copy } = await place.newRepository('shop/broken', {
    trust: 'protectedRefs',
  });
  const files = {
    malformed: {
      ...workflow(
        'malformed',
        `  steps:
    one: { uses: dop/shell@1, with: { script: 'true' }
‸`,
      ),
      rule: 'yaml-syntax',
      says: /\}/,
    },
    unknown: {
      ...workflow(
        'unknown',
        `  steps:
    one: { uses: ‸dop/shall@1, with: { script: 'true' } }
`,
      ),
      rule: 'unknown-component',
      says: /dop\/shall/,
    },
    cycle: {
      ...workflow(
        'cycle',
        `  steps:
    one: { needs: [two], uses: dop/shell@1, with: { script: 'true' } }
    two: { needs: [one], uses: dop/shell@1, with: { script: 'true' } }
`,
      ),
      line: undefined,
      rule: 'cycle',
      says: /one.*two|two.*one/,
    },
    expression: {
      ...workflow(
        'expression',
        `  steps:
    one: { uses: dop/shell@1, with: { script: '\${{ trigger.‸comit }}' } }
`,
      ),
      rule: 'unknown-name',
      says: /comit/,
    },
    foreign: {
      ...workflow(
        'foreign',
        `  delivers: [‸component:rivals/crown]
  steps:
    one: { uses: dop/shell@1, with: { script: 'true' } }
`,
      ),
      rule: 'foreign-entity',
      says: /belongs to "shop".*rivals/,
    },
  };
  const commit = await copy.pushFiles(
    Object.fromEntries(
      Object.entries(files).map(([name, { text }]) => [
        `.dop/${name}.yaml`,
        text,
      ]),
    ),
  );
  const delivery = await deliveryOf(ada, repository, commit);
  assert.deepEqual(delivery.runIds, []);
  assert.ok(delivery.errors >= 5, `${delivery.errors} errors`);
  const { items } = await ada.get('/api/pipelines/findings', {
    repositoryId: repository.id,
  });
  for (const [name, expected] of Object.entries(files)) {
    const finding = items.find(
      item =>
        item.file === `.dop/${name}.yaml` &&
        item.rule === expected.rule &&
        item.severity === 'error',
    );
    assert.ok(finding, `${name}: ${JSON.stringify(items, undefined, 1)}`);
    assert.match(finding.message, expected.says);
    assert.equal(finding.commit, commit);
    assert.ok(finding.line > 0 && finding.column > 0);
    if (expected.line) {
      assert.deepEqual(
        { name, line: finding.line, column: finding.column },
        { name, line: expected.line, column: expected.column },
      );
    }
  }
  const refused = await ada.get('/api/pipelines/workflows', {
    repositoryId: repository.id,
  });
  assert.deepEqual(
    new Set(refused.items.map(({ state }) => state)),
    new Set(['broken']),
  );
  const start = await answerOf(
    ada,
    'POST',
    `/api/pipelines/workflows/${refused.items[0].id}/runs`,
    {},
  );
  assert.ok([400, 409].includes(start.status), start.text);
  assert.deepEqual(
    (await ada.get('/api/pipelines/runs', { repositoryId: repository.id }))
      .items,
    [],
  );

  const repaired = await copy.pushFiles(
    Object.fromEntries(
      Object.keys(files).map(name => [
        `.dop/${name}.yaml`,
        shellWorkflow(name, { one: 'true' }),
      ]),
    ),
    'Repair',
  );
  const { runIds } = await deliveryOf(ada, repository, repaired);
  assert.equal(runIds.length, 5);
  const left = await ada.get('/api/pipelines/findings', {
    repositoryId: repository.id,
  });
  assert.deepEqual(left.items, []);
  const run = await finishedRun(ada, repository, repaired);
  assert.equal(run.state, 'succeeded');
});

test('a catalog file cannot claim another owner, namespace, kind or name', async () => {
  const first = await place.newRepository('shop/crown');
  const entity = (name, more = '') =>
    `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: ${name} }\nspec: { type: service, lifecycle: production${more} }\n`;
  await first.copy.pushFiles({ 'catalog-info.yaml': entity('crown') });
  const crown = '/api/catalog/entities/by-name/component/shop/crown';
  await until('The entity of the first claimant', () => ada.get(crown));

  const { repository, copy } = await place.newRepository('shop/claims');
  const text = [
    'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n  namespace: rivals\nspec: { type: service, lifecycle: production }\n',
    entity('b', ', owner: rivals'),
    'apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: { name: root }\nspec: { memberOf: [] }\n',
    'apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: { name: rivals }\nspec: { type: team, children: [] }\n',
    'apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: { name: away }\nspec: { target: file:///etc/passwd }\n',
    entity('crown'),
    entity('honest'),
  ].join('---\n');
  await copy.pushFiles({ 'catalog-info.yaml': text });
  const path = `/api/code/repositories/shop/claims/findings`;
  const items = await until('Six findings', async () => {
    const found = (await ada.get(path)).items;
    return found.length === 6 && found;
  });
  const lineOf = part => text.slice(0, text.indexOf(part)).split('\n').length;
  assert.deepEqual(
    items
      .map(({ path: file, line, rule }) => [file, line, rule])
      .sort((a, b) => a[1] - b[1]),
    [
      ['catalog-info.yaml', lineOf('namespace: rivals'), 'namespace'],
      [
        'catalog-info.yaml',
        lineOf('spec: { type: service, lifecycle: production, owner'),
        'owner',
      ],
      ['catalog-info.yaml', lineOf('kind: User'), 'kind'],
      ['catalog-info.yaml', lineOf('kind: Group'), 'kind'],
      ['catalog-info.yaml', lineOf('kind: Location'), 'kind'],
      ['catalog-info.yaml', lineOf('metadata: { name: crown }'), 'taken'],
    ],
  );
  for (const { column, message } of items) {
    assert.ok(column > 0);
    assert.match(message, /\w.*\.$/s);
  }
  assert.match(items.find(({ rule }) => rule === 'taken').message, /crown/);
  assert.equal(
    (await ada.get(crown)).metadata.annotations['dop/repository'],
    'shop/crown',
  );
  for (const gone of [
    'component/rivals/a',
    'user/shop/root',
    'user/default/root',
  ]) {
    assert.equal(
      (await answerOf(ada, 'GET', `/api/catalog/entities/by-name/${gone}`))
        .status,
      404,
    );
  }

  await copy.pushFiles({ 'catalog-info.yaml': entity('honest') }, 'Repair');
  await until('No findings', async () => {
    const found = (await ada.get(path)).items;
    return found.length === 0;
  });
  const honest = await until('The honest entity', () =>
    ada.get('/api/catalog/entities/by-name/component/shop/honest'),
  );
  assert.equal(honest.spec.owner, repository.owner);
});
