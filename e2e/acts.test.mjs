// What people do with runs, by hand in a real browser: pause, drain, decide, run
// again. Steps wait for a file that the test writes, so that each moment lasts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { endOfRun, openPortal } from './lib/badDays.mjs';
import { startBrowser } from './lib/browser.mjs';
import { gatedSteps, shell } from './lib/gatedSteps.mjs';
import { openPages } from './lib/people.mjs';

const executablePath = process.env.DOP_TEST_CHROMIUM;
const skip = executablePath
  ? false
  : 'DOP_TEST_CHROMIUM does not name a Chromium';

let place;
let isOpen;
let behind;
let openGate;
let start;
let browser;
let people;

before(async () => {
  if (!skip) {
    place = await openPortal();
    const own = await place.newRepository('shop/acts', {
      trust: 'protectedRefs',
    });
    ({ isOpen, behind, openGate, start } = gatedSteps(place, own));
    browser = await startBrowser(executablePath);
    people = await openPages(place, browser);
  }
});

after(async () => {
  await browser?.close();
  await place?.close();
});

const open = (page, path) => page.goto(`${place.portal.url}/pipelines/${path}`);
const button = (page, name) => page.getByRole('button', { name, exact: true });
const click = (page, name) => button(page, name).click();
const step = (page, name) => button(page, name).waitFor();
/** The run that is shown comes to this state by itself. */
const turns = (page, state) =>
  page.locator(`h1 [data-state=${state}]`).waitFor();

/** The whole journal has this line. */
async function told(page, words) {
  await page.getByRole('button', { name: /^Show earlier/ }).click();
  await page.getByRole('listitem').filter({ hasText: words }).waitFor();
}

test('a run pauses and goes on', { skip }, async () => {
  const { ada: page } = people;
  const { id } = await start(
    'pause',
    `first: ${shell(behind('pause'))}`,
    `second: ${shell('true', 'needs: [first], ')}`,
  );
  await open(page, `runs/${id}`);
  await step(page, 'first, Running');
  await click(page, 'Pause');
  await turns(page, 'paused');
  await openGate('pause');
  // What was at work ends, and nothing new starts.
  await step(page, 'first, Succeeded');
  const held = await place.ada.get(`/api/pipelines/runs/${id}`);
  assert.equal(held.state, 'paused');
  assert.deepEqual(held.steps[1].attempts, []);
  await click(page, 'Resume');
  await turns(page, 'succeeded');
  await told(page, 'ada paused the run.');
});

test('a drained workflow begins no run until it is let', { skip }, async () => {
  const { ada: page } = people;
  const first = await start('drain', `only: ${shell('true')}`);
  await endOfRun(place.ada, first.id);
  await open(page, `workflows/${first.workflowId}`);
  await click(page, 'Drain');
  await page.getByText(/It is drained/).waitFor();
  await page.keyboard.press('r');
  await click(page.getByRole('dialog'), 'Run');
  await turns(page, 'queued');
  await page.goBack();
  await click(page, 'Let runs begin');
  await button(page, 'Drain').waitFor();
  await page.goForward();
  await turns(page, 'succeeded');
});

test('somebody decides who is not the author', { skip }, async () => {
  const { ada, grace } = people;
  const { id } = await start(
    'release',
    'ask: { approve: { by: [group:default/shop] } }',
    `ship: ${shell('true', 'needs: [ask], ')}`,
  );
  for (const page of [ada, grace]) {
    await open(page, `runs/${id}`);
    await turns(page, 'waiting');
  }
  await ada.getByText('Nobody decides about their own change').waitFor();
  assert.equal(await button(ada, 'Approve').count(), 0);
  await grace.getByLabel('Reason').fill('It looks good');
  await click(grace, 'Approve');
  for (const page of [grace, ada]) {
    await turns(page, 'succeeded');
    await told(page, 'grace approved it: It looks good');
  }
});

test('a run goes again from the step that failed', { skip }, async () => {
  const { ada: page } = people;
  const failed = await start(
    'repair',
    `good: ${shell('true')}`,
    `bad: ${shell(isOpen('repaired'), 'needs: [good], ')}`,
  );
  await open(page, `runs/${failed.id}`);
  await turns(page, 'failed');
  await openGate('repaired');
  await click(page, 'bad, Failed');
  await click(page, 'Run parts again');
  await page.getByRole('menuitem', { name: 'From bad on' }).click();
  await turns(page, 'succeeded');
  await click(page, 'good, Succeeded');
  const origin = `taken over from run #${failed.number}`;
  await page.getByRole('link', { name: origin }).click();
  await turns(page, 'failed');
  assert.ok(page.url().includes(failed.id));
});

test('a computed matrix appears while the run goes on', { skip }, async () => {
  const { ada: page } = people;
  const all = 'steps.list.outputs.values.all';
  const { id } = await start(
    'shards',
    `list: ${shell(
      `${behind('list')}; printf '{"all": "x y z"}' > "$OUTPUT_VALUES"`,
    )}`,
    `part: ${shell(
      behind('part'),
      `matrix: { name: '\${{ has(${all}) ? ${all}.split(" ") : [] }}' }, `,
    )}`,
  );
  await open(page, `runs/${id}`);
  await step(page, 'list, Running');
  const box = page.getByRole('button', { name: /^part, / });
  await box.getByText('computed matrix').waitFor();
  await openGate('list');
  await box.getByText('3 ×').waitFor();
  await step(page, 'part, Running');
  await openGate('part');
  await turns(page, 'succeeded');
  await told(page, 'has its matrix: 3 instances');
  assert.deepEqual(people.complaints(), []);
});
