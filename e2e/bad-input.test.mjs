// Bad input by API and protocol, against the whole portal: broken reports,
// wrong digests, names at the edge.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { after, before, test } from 'node:test';
import { until } from '../scripts/lib/client.mjs';
import { answerOf, createRepository, openPortal } from './lib/badDays.mjs';

let place;
let ada;

before(async () => {
  place = await openPortal();
  ({ ada } = place);
});

after(() => place?.close());

test('corrupt and truncated JUnit keeps what could be read and says where reading stopped; an entity bomb does nothing', async () => {
  const { repository, copy } = await place.newRepository('shop/reports');
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
  assert.ok(place.peakMiB() - memory < 200);
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

test('after all of this the portal took no more memory than it may', () => {
  assert.ok(place.peakMiB() < 900, `${place.peakMiB()} MiB`);
});
