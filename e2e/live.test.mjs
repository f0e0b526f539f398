// Pages of one browser stay current over one live stream, whatever ends it.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until } from '../scripts/lib/client.mjs';
import {
  becomeAdministrator,
  clone,
  createGroup,
  createService,
  finishedRun,
} from '../scripts/lib/journey.mjs';
import { freePort, startPortal } from '../scripts/lib/portal.mjs';
import { openStreams, signInContext, startBrowser } from './lib/browser.mjs';

const executablePath = process.env.DOP_TEST_CHROMIUM;
const skip = executablePath
  ? false
  : 'DOP_TEST_CHROMIUM does not name a Chromium';
const password = 'correct horse battery staple';
const shortTokens = fileURLToPath(
  new URL('./lib/shortTokens.cjs', import.meta.url),
);

let data;
let port;
let portal;
let browser;
let context;
let client;
let repository;
let working;
let tabs;

async function start(env) {
  portal = startPortal({ data, port, log: join(data, 'portal.log'), env });
  await portal.ready();
}

before(async () => {
  if (skip) {
    return;
  }
  data = await mkdtemp(join(tmpdir(), 'dop-live-'));
  port = await freePort();
  browser = await startBrowser(executablePath);
  await start();
  client = await becomeAdministrator(portal, {
    name: 'ada',
    displayName: 'Ada Lovelace',
    password,
  });
  await createGroup(client, 'shop', 'Shop');
  repository = await createService(client, {
    group: 'shop',
    name: 'checkout',
    description: 'Takes orders.',
  });
  await finishedRun(client, repository);
  working = await clone(client, repository);
  context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
  });
  context.setDefaultTimeout(60_000);
  await signInContext(context, portal.url, 'ada', password);
});

after(async () => {
  await working?.remove();
  await browser?.close();
  await portal?.stop();
  if (data) {
    await rm(data, { recursive: true, force: true });
  }
});

/** Never two streams, and one for a second on end once all has settled. */
async function oneStream(when) {
  let calm = 0;
  let most = 0;
  await until(
    `One live stream ${when}`,
    async () => {
      const open = await openStreams(client);
      calm = open === 1 ? calm + 1 : 0;
      most = Math.max(most, open);
      return calm >= 10;
    },
    { timeoutMs: 30_000 },
  );
  assert.equal(most, 1, `Live streams ${when}`);
}

let pushes = 1;

/** Pushes; every tab shows the run and its end without being loaded again. */
async function allBecomeCurrent() {
  await Promise.all(
    tabs.map(tab =>
      tab.evaluate(() => {
        window.sameDocument = true;
      }),
    ),
  );
  pushes += 1;
  const { commit } = await working.push(
    'README.md',
    text => `${text}\nPushed ${pushes} times.\n`,
    `Push ${pushes}`,
  );
  const run = await finishedRun(client, repository, commit);
  assert.equal(run.state, 'succeeded');
  for (const tab of tabs) {
    await tab
      .locator(':is(p, [role=row])')
      .filter({ hasText: `#${pushes}` })
      .locator('[data-state=succeeded]')
      .first()
      .waitFor();
    assert.equal(await tab.evaluate(() => window.sameDocument), true);
  }
  return run;
}

test('eight tabs have one stream between them', { skip }, async () => {
  const { items } = await client.get('/api/pipelines/workflows');
  const service = '/catalog/shop/component/checkout';
  const workflow = `/pipelines/workflows/${items[0].id}`;
  tabs = [];
  for (const path of [
    '/pipelines/runs',
    '/pipelines/runs?branch=main',
    workflow,
    workflow,
    service,
    `${service}/pipelines`,
    '/pipelines/runs',
    '/pipelines/runs?state=finished',
  ]) {
    const tab = await context.newPage();
    await tab.goto(`${portal.url}${path}`);
    await tab.getByText(/#1/).first().waitFor();
    tabs.push(tab);
  }
  await oneStream('of eight tabs');
  await allBecomeCurrent();
  await oneStream('after a push');
});

test('the tab that holds the stream may close', { skip }, async () => {
  // Which one holds it is not to be seen: the first takes the lock first.
  await tabs.shift().close();
  await oneStream('after the first tab is closed');
  await allBecomeCurrent();
  await oneStream('of seven tabs');
});

test('a page changes what it watches', { skip }, async () => {
  for (const number of [1, 2, 1]) {
    await tabs[0]
      .getByRole('link', { name: new RegExp(`#${number}\\b`) })
      .first()
      .click();
    await tabs[0].waitForURL(/\/pipelines\/runs\/[^/?]+$/);
    await oneStream('on a run');
    await tabs[0].goBack();
    await oneStream('on the list');
  }
});

test('the portal may start again', { skip }, async () => {
  await portal.stop();
  await start({
    NODE_OPTIONS: `--require ${shortTokens}`,
    DOP_TEST_TOKEN_SECONDS: '12',
  });
  await oneStream('after a start');
  await allBecomeCurrent();
});

test(
  'streams end with their token, and nothing is lost between',
  { skip },
  async () => {
    // A page that loads may take longer than these tokens live: three will do.
    for (const tab of tabs.splice(3)) {
      await tab.close();
    }
    // The tokens from before the start go on for an hour.
    for (const tab of tabs) {
      await tab.reload();
    }
    await oneStream('after the pages are loaded again');
    const streams = [];
    context.on('request', request => {
      if (new URL(request.url()).pathname === '/api/pipelines/stream') {
        streams.push(request);
      }
    });
    const run = await allBecomeCurrent();
    const [tab] = tabs;
    // By whichever tab holds the stream.
    const watched = context.waitForEvent('request', request =>
      decodeURIComponent(request.url()).includes(`run:${run.id}`),
    );
    await tab
      .getByRole('link', { name: new RegExp(`#${pushes}\\b`) })
      .first()
      .click();
    await watched;
    const before = streams.length;
    await until('Two more streams', async () => streams.length >= before + 2);
    const keys = streams.map(request => request.headers().authorization);
    assert.ok(
      new Set(keys.slice(-2)).size === 2,
      'A stream went on with the token of the one before',
    );
    await tab.goBack();
    for (let turn = 0; turn < 2; turn += 1) {
      await allBecomeCurrent();
    }
    await oneStream('with short tokens');
  },
);
