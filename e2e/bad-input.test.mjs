// Bad input: what people push and send that is wrong, against the whole
// portal. The push succeeds, what is wrong is said with its place, and nothing
// runs until it is repaired.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { after, before, test } from 'node:test';
import { until } from '../scripts/lib/client.mjs';
import { finishedRun } from '../scripts/lib/journey.mjs';
import {
  answerOf,
  createRepository,
  deliveryOf,
  openPortal,
  shellWorkflow,
  workingCopy,
} from './lib/badDays.mjs';

let place;
let ada;
let eve;
const copies = [];

before(async () => {
  place = await openPortal();
  ({ ada, eve } = place);
});

after(async () => {
  await Promise.all(copies.map(copy => copy.remove()));
  await place?.close();
});

async function repositoryWithCopy(name, settings) {
  const repository = await createRepository(ada, name, settings);
  const copy = await workingCopy(ada, repository);
  copies.push(copy);
  return { repository, copy };
}

/** Takes the sign ‸ out of a text, and says where it was. */
function marked(text) {
  const before_ = text.slice(0, text.indexOf('‸')).split('\n');
  return {
    text: text.replace('‸', ''),
    line: before_.length,
    column: before_.at(-1).length + 1,
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
  const { repository, copy } = await repositoryWithCopy('shop/broken', {
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
  const after_ = await ada.get('/api/pipelines/findings', {
    repositoryId: repository.id,
  });
  assert.deepEqual(after_.items, []);
  const run = await finishedRun(ada, repository, repaired);
  assert.equal(run.state, 'succeeded');
});

test('a catalog file cannot claim another owner, namespace, kind or name', async () => {
  const first = await repositoryWithCopy('shop/crown');
  const entity = (name, more = '') =>
    `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: ${name} }\nspec: { type: service, lifecycle: production${more} }\n`;
  await first.copy.pushFiles({ 'catalog-info.yaml': entity('crown') });
  const crown = '/api/catalog/entities/by-name/component/shop/crown';
  await until('The entity of the first claimant', () => ada.get(crown));

  const { repository, copy } = await repositoryWithCopy('shop/claims');
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

test('corrupt and truncated JUnit keeps what could be read and says where reading stopped; an entity bomb does nothing', async () => {
  const { repository, copy } = await repositoryWithCopy('shop/reports');
  const commit = await copy.pushFiles({ README: 'Reports\n' });
  const send = async (name, xml) => {
    const { id } = await (
      await ada.request(
        'PUT',
        `/api/test-reports/reports?${new URLSearchParams({
          repository: 'shop/reports',
          commit,
          name,
        })}`,
        xml,
        { 'content-type': 'application/xml' },
      )
    ).json();
    return until(`The report ${name}`, async () => {
      const report = await ada.get(`/api/test-reports/reports/${id}`);
      return !['waiting', 'reading'].includes(report.state) && report;
    });
  };
  const start =
    '<?xml version="1.0"?>\n<testsuite name="s">\n<testcase name="kept"/>\n<testcase name="bad"><failure message="no">trace</failure></testcase>\n';
  for (const [name, rest] of [
    ['truncated', '<testcase name="cut'],
    ['corrupt', '<testcase name="x"></wrong>\n</testsuite>'],
    ['binary', '\u0000\u0001\u0002<<<>>>'],
  ]) {
    const report = await send(name, `${start}${rest}`);
    assert.equal(report.state, 'incomplete', name);
    assert.equal(report.totals.failed, 1, name);
    assert.equal(report.totals.passed >= 1, true, name);
    const warning = report.warnings.find(({ line }) => line >= 5);
    assert.ok(warning?.message, `${name}: ${JSON.stringify(report.warnings)}`);
  }
  const nothing = await send('nothing', 'not xml at all');
  assert.equal(nothing.state, 'unreadable');
  assert.ok(nothing.warnings.length > 0);

  const memory = place.peakMiB();
  const bomb = `<?xml version="1.0"?>\n<!DOCTYPE b [<!ENTITY a0 "ha">${Array.from(
    { length: 40 },
    (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`,
  ).join(
    '',
  )}<!ENTITY f SYSTEM "file:///etc/passwd">]>\n<testsuite name="s"><testcase name="t &a40; &f;"/></testsuite>`;
  const report = await send('bomb', bomb);
  const { items } = await ada.get(
    `/api/test-reports/reports/${report.id}/tests`,
  );
  assert.ok(JSON.stringify({ report, items }).length < 20_000);
  assert.doesNotMatch(JSON.stringify(items), /root:|hahaha/);
  assert.ok(report.warnings.length > 0 || items.length > 0);
  assert.ok(place.peakMiB() - memory < 100);
  const { items: all } = await ada.get('/api/test-reports/reports', {
    repository: repository.id,
  });
  assert.equal(all.length, 5);
});

test('a wrong digest pushed to the registry is refused and nothing of it is kept', async () => {
  await createRepository(ada, 'shop/pictures');
  const basic = client =>
    `Basic ${Buffer.from(`${client.name}:${client.token}`).toString('base64')}`;
  const granted = await fetch(
    `${place.portal.url}/v2/token?${new URLSearchParams({
      scope: 'repository:shop/pictures:pull,push',
    })}`,
    { headers: { authorization: basic(ada) } },
  );
  const { token } = await granted.json();
  const ask = (method, path, body, headers) =>
    fetch(`${place.portal.url}/v2/shop/pictures${path}`, {
      method,
      body,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
  const digest = text =>
    `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const pushed = await ask(
    'POST',
    `/blobs/uploads/?digest=${digest('other')}`,
    'content',
  );
  assert.equal(pushed.status, 400);
  assert.equal((await pushed.json()).errors[0].code, 'DIGEST_INVALID');
  for (const text of ['other', 'content']) {
    assert.equal((await ask('HEAD', `/blobs/${digest(text)}`)).status, 404);
  }
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [],
  });
  const wrong = await ask('PUT', `/manifests/${digest('other')}`, manifest, {
    'content-type': 'application/vnd.oci.image.index.v1+json',
  });
  assert.equal(wrong.status, 400);
  assert.equal((await wrong.json()).errors[0].code, 'DIGEST_INVALID');
  assert.equal(
    (await ask('HEAD', `/manifests/${digest(manifest)}`)).status,
    404,
  );
  // The same upload with its true digest goes through.
  assert.equal(
    (
      await ask(
        'POST',
        `/blobs/uploads/?digest=${digest('content')}`,
        'content',
      )
    ).status,
    201,
  );
});

test('names of repositories at the edge are refused with a sentence, or are what they look like', async () => {
  const make = name =>
    answerOf(ada, 'POST', '/api/code/repositories', {
      namespace: 'shop',
      name,
    });
  const bad = [
    '.',
    '..',
    '...',
    '.git',
    'x.git',
    'x.GIT',
    '../x',
    'a/b',
    'a..b',
    '.hidden',
    '-option',
    'with space',
    'näme',
    'nul\u0000',
    'line\n',
    'x.lock',
    'a'.repeat(101),
    'a'.repeat(300),
    'a'.repeat(3_000),
    '',
  ];
  for (const name of bad) {
    const { status, text } = await make(name);
    assert.equal(status, 400, `${JSON.stringify(name)}: ${text}`);
    assert.match(JSON.parse(text).error.message, /name/i);
  }
  for (const namespace of ['..', '.', 'nobody', 'shop/x', 'SHOP', '']) {
    const { status, text } = await answerOf(
      ada,
      'POST',
      '/api/code/repositories',
      { namespace, name: 'x' },
    );
    assert.ok(
      [400, 403, 404].includes(status),
      `${namespace}: ${status} ${text}`,
    );
  }
  for (const name of ['Mixed.Case-1_x', 'a'.repeat(100), '0']) {
    assert.equal((await make(name)).status, 201, name);
  }
  // One name whatever the case, for files on any disk and links in any mail.
  assert.equal((await make('mixed.case-1_x')).status, 409);
  const heads = (client, path) =>
    client.git(['ls-remote', `${place.portal.url}/git/${path}`]);
  for (const path of [
    'shop/Mixed.Case-1_x.git',
    'shop/Mixed.Case-1_x',
    'shop/mixed.case-1_X.git',
  ]) {
    assert.equal(await heads(ada, path), '');
  }
  for (const path of [
    'shop/nothing.git',
    `shop/${'a'.repeat(300)}.git`,
    'shop/..git',
    'shop/.git.git',
    'shop/x%00.git',
    'shop/%2e%2e%2fshop%2f0.git',
    'shop/0.git/../../access',
  ]) {
    await assert.rejects(heads(ada, path), /not found|403|400/i, path);
  }
  // Addresses that a client would tidy up itself, sent as they are.
  for (const path of [
    '/git/shop/../shop/0.git/info/refs?service=git-upload-pack',
    '/git/../git/shop/0/HEAD',
    '/git/shop/0.git/../../../etc/passwd',
    '/git/shop/..%2f..%2fdata/info/refs?service=git-upload-pack',
    '/git//info/refs?service=git-upload-pack',
    '/git/shop/%ff.git/info/refs?service=git-upload-pack',
  ]) {
    const status = await raw(path);
    assert.ok([400, 401, 404].includes(status), `${path}: ${status}`);
    const known = await raw(path, {
      authorization: `Basic ${Buffer.from(`ada:${ada.token}`).toString(
        'base64',
      )}`,
    });
    assert.ok([400, 404].includes(known), `${path}: ${known}`);
  }
});

function raw(path, headers) {
  return new Promise((resolve, reject) => {
    const url = new URL(place.portal.url);
    httpRequest(
      {
        host: '127.0.0.1',
        port: url.port,
        path,
        headers: { host: url.host, ...headers },
      },
      response => {
        response.resume();
        resolve(response.statusCode);
      },
    )
      .on('error', reject)
      .end();
  });
}

test('a branch named like a protected tag is no tag: members rewrite the branch, not the tag', async () => {
  await ada.request('PUT', '/api/access/groups/shop/members/eve', {
    role: 'member',
  });
  const { repository, copy } = await repositoryWithCopy('shop/branches', {
    trust: 'protectedRefs',
  });
  assert.deepEqual(repository.protectedRefs, [
    'refs/heads/main',
    'refs/tags/*',
  ]);
  await copy.pushFiles({ README: 'one\n' });
  const member = await workingCopy(eve, repository);
  copies.push(member);
  const first = await member.git('rev-parse', 'origin/main');
  await member.git('reset', '--quiet', '--hard', first);
  const branches = ['v1.0', 'tags/v1', 'refs/tags/v2', 'heads/main'];
  for (const branch of branches) {
    await member.git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
  }
  await member.git('push', '--quiet', 'origin', 'HEAD:refs/tags/v1.0');
  const second = await member.commit({ README: 'two\n' });
  await member.git('commit', '--quiet', '--amend', '-m', 'Rewritten');
  for (const branch of branches) {
    await member.git(
      'push',
      '--quiet',
      '--force',
      'origin',
      `HEAD:refs/heads/${branch}`,
    );
  }
  await assert.rejects(
    member.git('push', '--force', 'origin', 'HEAD:refs/tags/v1.0'),
    /refs\/tags\/v1\.0: is protected/,
  );
  await assert.rejects(
    member.git('push', 'origin', ':refs/tags/v1.0'),
    /is protected/,
  );
  const refs = await member.git('ls-remote', 'origin', 'refs/tags/v1.0');
  assert.equal(refs.split('\t')[0], first);
  assert.notEqual(second, first);
  // Trust for protected refs does not reach a branch that looks like one.
  const commit = await member.commit({
    '.dop/try.yaml': shellWorkflow('try', { one: 'true' }),
  });
  await member.git('push', '--quiet', 'origin', 'HEAD:refs/heads/tags/v1');
  const { runIds } = await deliveryOf(ada, repository, commit);
  assert.equal(runIds.length, 1);
  const step = await until('The reason why it does not start', async () => {
    const run = await ada.get(`/api/pipelines/runs/${runIds[0]}`);
    return run.steps[0].reason && run.steps[0];
  });
  assert.equal(step.attempts.length, 0);
  assert.match(step.reason, /trust/i);
  await ada.post(`/api/pipelines/runs/${runIds[0]}/cancel`, {});
  for (const branch of branches) {
    await member.git('push', '--quiet', 'origin', `:refs/heads/${branch}`);
  }
});

test('after all of this the portal took no more memory than it may', () => {
  assert.ok(place.peakMiB() < 900, `${place.peakMiB()} MiB`);
});
