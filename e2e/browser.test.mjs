// A new user's first half hour, in a real browser against the production build.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PortalClient, until } from '../scripts/lib/client.mjs';
import { clone } from '../scripts/lib/journey.mjs';
import { freePort, startPortal } from '../scripts/lib/portal.mjs';
import { work } from '../scripts/lib/setUp.mjs';
import { noteComplaints, openStreams, startBrowser } from './lib/browser.mjs';

const executablePath = process.env.DOP_TEST_CHROMIUM;
const skip = executablePath
  ? false
  : 'DOP_TEST_CHROMIUM does not name a Chromium';

/** What the page looked like when a step failed. */
const picture = join(work, 'test', 'browser.png');

/** What a test looks like that takes long enough to be seen running. */
const slowTest = `
it('takes its time', async () => {
  await new Promise(resolve => {
    setTimeout(resolve, 3000);
  });
});
`;

let portal;
let data;
let browser;
let context;
let page;
let complaints;
let client;
let repository;
let working;
let lost;

before(async () => {
  if (skip) {
    return;
  }
  data = await mkdtemp(join(tmpdir(), 'dop-browser-'));
  portal = startPortal({
    data,
    port: await freePort(),
    log: join(data, 'portal.log'),
  });
  browser = await startBrowser(executablePath);
  context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
  });
  context.setDefaultTimeout(60_000);
  page = await context.newPage();
  complaints = noteComplaints(page);
  await portal.ready();
});

after(async () => {
  await working?.remove();
  await browser?.close();
  await portal?.stop();
  if (data) {
    await rm(data, { recursive: true, force: true });
  }
});

/** A step of the way: does not go on where an earlier one did not arrive. */
function step(name, walk) {
  test(name, { skip }, async () => {
    assert.equal(lost, undefined, `Did not get past: ${lost}`);
    lost = name;
    try {
      await walk();
    } catch (error) {
      await page.screenshot({ path: picture }).catch(() => undefined);
      throw new Error(`${error.message}\nThe page at that moment: ${picture}`, {
        cause: error,
      });
    }
    lost = undefined;
  });
}

/** Marks the document, so that a reload would be noticed. */
async function beginWatchingForReloads() {
  await page.evaluate(() => {
    window.sameDocument = true;
  });
}

async function assertNotReloaded() {
  assert.equal(
    await page.evaluate(() => window.sameDocument),
    true,
    'The page was reloaded',
  );
}

/** Notes which states the run's title goes through while it is looked at. */
async function noteStates() {
  await page.evaluate(() => {
    window.seenStates = [];
    const note = () => {
      const state = document
        .querySelector('h1 [data-state]')
        ?.getAttribute('data-state');
      if (state && window.seenStates.at(-1) !== state) {
        window.seenStates.push(state);
      }
    };
    note();
    new MutationObserver(note).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-state'],
    });
  });
}

/** The page's first line says this. */
async function sentence(words) {
  await page
    .getByTestId('sentence')
    .filter({ hasText: words })
    .first()
    .waitFor();
}

/** Waits for the end of the run; gives the states that the title went through. */
async function runTurns(state) {
  const title = page.locator('h1 [data-state]');
  await page
    .locator('h1 :is([data-state=succeeded], [data-state=failed])')
    .waitFor({ timeout: 120_000 });
  assert.equal(await title.getAttribute('data-state'), state);
  return page.evaluate(() => window.seenStates);
}

step('the first link makes the administrator', async () => {
  const link = await until('The link of the first start', async () =>
    (await readFile(join(data, 'access', 'first-link'), 'utf8')).trim(),
  );
  await page.goto(link);
  await page.getByLabel('Account name').fill('ada');
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page
    .getByLabel('Password', { exact: true })
    .fill('correct horse battery staple');
  await page.getByRole('button', { name: 'Make the administrator' }).click();
  await page.getByText('Nothing here yet').waitFor();
  assert.equal(new URL(page.url()).pathname, '/');
  assert.equal(new URL(page.url()).hash, '');
  await beginWatchingForReloads();
});

step('a group is made on the People page', async () => {
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Groups', exact: true }).click();
  await page.getByRole('button', { name: 'Make a group' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('shop');
  await dialog.getByLabel('Title').fill('Shop');
  await dialog.getByRole('button', { name: 'Make the group' }).click();
  await page.getByRole('heading', { name: 'Shop' }).waitFor();
});

step('a service from the template turns green without a reload', async () => {
  await page.getByRole('link', { name: 'Create' }).first().click();
  const template = page
    .locator('[class*=MuiCard], article')
    .filter({ hasText: 'Node.js service' })
    .first();
  await template.getByRole('button', { name: 'Choose' }).click();
  await page.getByLabel('Name').first().fill('checkout');
  // Chosen by itself where there is only one group.
  const owner = page.getByLabel('Owner');
  await until('The owner', async () => {
    if (!/shop/i.test(await owner.inputValue())) {
      await owner.click({ timeout: 2_000 });
      await page
        .getByRole('option', { name: /shop/i })
        .click({ timeout: 2_000 });
    }
    return /shop/i.test(await owner.inputValue());
  });
  await page.getByLabel('Description').fill('Takes orders.');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('link', { name: 'Open the service' }).click();
  await page
    .getByRole('link', { name: /Deliver checkout #1/ })
    .first()
    .click();
  await page.waitForURL(/\/pipelines\/runs\/[^/]+$/);
  await noteStates();
  await runTurns('succeeded');
  await sentence(/Succeeded/);
  await assertNotReloaded();
});

step('it leaves a test report and an image', async () => {
  await page
    .getByRole('link', { name: /tests? passed|passed/ })
    .first()
    .click();
  await page.waitForURL(/\/tests\//);
  await sentence(/passed/);
  await page.goBack();
  for (const title of ['Test', 'Pack the image']) {
    await page.getByRole('button', { name: `${title}, Succeeded` }).click();
    await page.getByRole('heading', { name: title, exact: true }).waitFor();
  }
  await page.getByRole('link', { name: 'Output', exact: true }).click();
  await page.locator('a[href^="/images/"]').first().click();
  await page.waitForURL(/\/images\/r\/shop\/checkout/);
  await sentence(/run #1/);
  await page.getByText('Where it comes from').first().waitFor();
  await assertNotReloaded();
});

step('a token of one’s own clones and pushes', async () => {
  await page.getByRole('link', { name: 'My account' }).click();
  await page.getByRole('button', { name: 'Make a token' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('laptop');
  for (const scope of ['repository:read', 'repository:write', 'api']) {
    await page.getByLabel(new RegExp(`^${scope}`)).check();
  }
  await page.getByRole('button', { name: 'Make the token' }).click();
  const token = await page
    .getByText(/^dop_pat_/)
    .first()
    .innerText();
  await page.getByRole('button', { name: 'I have copied it' }).click();
  client = new PortalClient(portal.url, { token, name: 'ada' });
  repository = await client.get('/api/code/repositories/shop/checkout');
  working = await clone(client, repository);
  await assertNotReloaded();
});

step(
  'a commit that breaks a test turns the run red with a sentence, live',
  async () => {
    await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
    await page.getByRole('link', { name: /#1/ }).first().waitFor();
    await working.push(
      'test/greeting.test.js',
      text => `${text}${slowTest}`,
      'Take more time',
    );
    await page.getByRole('link', { name: /#2/ }).first().click();
    await page.waitForURL(/\/pipelines\/runs\/[^/]+$/);
    await noteStates();
    assert.ok((await runTurns('succeeded')).includes('running'));

    await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
    await page.getByRole('link', { name: /#2/ }).first().waitFor();
    await working.push(
      'src/greeting.js',
      text => text.replace('Hello', 'Goodbye'),
      'Break the greeting',
    );
    await page.getByRole('link', { name: /#3/ }).first().click();
    await page.waitForURL(/\/pipelines\/runs\/[^/]+$/);
    await noteStates();
    assert.ok((await runTurns('failed')).includes('running'));
    await sentence(/Failed in Test/);
    await sentence(/of \d+ tests/);
    await assertNotReloaded();
  },
);

step('the report says what is wrong', async () => {
  await page
    .getByTestId('sentence')
    .getByRole('link', { name: /tests/ })
    .click();
  await page.waitForURL(/\/tests\//);
  await page
    .getByText(/Goodbye/)
    .first()
    .waitFor();
  await assertNotReloaded();
});

step('repaired, eight tabs become current over one live stream', async () => {
  const { items } = await client.get('/api/pipelines/workflows');
  const service = '/catalog/shop/component/checkout';
  const paths = [
    '/',
    '/pipelines/runs',
    '/pipelines/runs?branch=main',
    `/pipelines/workflows/${items[0].id}`,
    `/pipelines/workflows/${items[0].id}`,
    service,
    `${service}/pipelines`,
    '/pipelines/runs',
  ];
  const tabs = [];
  for (const path of paths) {
    const tab = await context.newPage();
    await tab.goto(`${portal.url}${path}`);
    await tab.getByText(/#3/).first().waitFor();
    tabs.push(tab);
  }
  await page.close();
  [page] = tabs;
  const one = async () => (await openStreams(client)) === 1;
  await until('One live stream', one);

  await working.push(
    'src/greeting.js',
    text => text.replace('Goodbye', 'Hello'),
    'Repair the greeting',
  );
  const [home, ...others] = tabs;
  for (const tab of others) {
    await tab.getByText(/#4/).first().waitFor();
    await tab
      .locator(':is(p, [role=row])')
      .filter({ hasText: '#4' })
      .locator('[data-state=succeeded]')
      .first()
      .waitFor();
  }
  await home
    .getByRole('row')
    .filter({ hasText: 'checkout' })
    .locator('[data-state=succeeded]')
    .first()
    .waitFor();
  assert.ok(await one(), 'There is more than one live stream');
  const answered = await home.evaluate(async () => {
    const response = await fetch('/.backstage/health/v1/readiness');
    return response.status;
  });
  assert.equal(answered, 200, 'The eighth tab has no connection left');
});

step('the browser had nothing to complain about', () => {
  // Before somebody is signed in, the portal is asked whether there is a session.
  const expected = /401.*\/api\/auth\/dop\/refresh/;
  assert.deepEqual(
    complaints.filter(line => !expected.test(line)),
    [],
  );
});
