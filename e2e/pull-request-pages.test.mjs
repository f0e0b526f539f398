// A pull request by hand in a real browser: opened from the page of branches,
// looked at while others push, merged.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openPortal, shellWorkflow } from './lib/badDays.mjs';
import { noteComplaints, signInContext, startBrowser } from './lib/browser.mjs';

const executablePath = process.env.DOP_TEST_CHROMIUM;
const skip = executablePath
  ? false
  : 'DOP_TEST_CHROMIUM does not name a Chromium';

let place;
let browser;

before(async () => {
  if (!skip) {
    place = await openPortal();
    browser = await startBrowser(executablePath);
  }
});

after(async () => {
  await browser?.close();
  await place?.close();
});

/** A page of the portal as that person sees it. */
async function openPage(name) {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
  });
  context.setDefaultTimeout(60_000);
  await signInContext(
    context,
    place.portal.url,
    name,
    'correct horse battery staple',
  );
  const page = await context.newPage();
  return {
    page,
    complaints: noteComplaints(page),
    button: label => page.getByRole('button', { name: label, exact: true }),
    says: text => page.getByText(text).first().waitFor(),
  };
}

test(
  'opened from its branch, read again when it moved, merged',
  { skip },
  async () => {
    const { copy } = await place.newRepository('shop/greeter', {
      trust: 'members',
    });
    await copy.pushFiles({
      'greeting.txt': 'hello\n',
      '.dop/checks.yaml': shellWorkflow('checks', {
        look: 'echo fine',
      }).replace(/triggers:.*/, 'triggers: { pullRequest: {} }'),
    });
    await copy.git('switch', '--quiet', '-c', 'shorter');
    await copy.pushFiles({ 'greeting.txt': 'hi\n' }, 'Say hi');

    const { page, complaints, button, says } = await openPage('ada');
    await page.goto(`${place.portal.url}/code/shop/greeter/refs`);
    await page.getByRole('link', { name: 'Open pull request' }).click();
    const title = page.getByRole('textbox', { name: 'Title' });
    assert.equal(await title.inputValue(), 'Say hi');
    await page
      .getByRole('textbox', { name: 'Description' })
      .fill('See [why](https://example.com/why), not [this](/people).');
    await says('1 file changed');
    await button('Open pull request').click();
    await page.waitForURL(/\/pull-requests\/1$/);
    await says('It can be merged.');
    await page.locator('a[href="https://example.com/why"]').waitFor();
    assert.equal(
      await page.locator('a[href="/people"] >> text=this').count(),
      0,
    );
    // The run of its head ends while the page is open.
    await page
      .locator('section', { hasText: 'can be merged into' })
      .getByText('Succeeded')
      .first()
      .waitFor();

    const reader = await openPage('eve');
    await reader.page.goto(
      `${place.portal.url}/code/shop/greeter/pull-requests/1`,
    );
    await reader.says('Who may push to');
    for (const label of ['Edit', 'Close', 'Merge', 'Fast-forward']) {
      assert.equal(await reader.button(label).count(), 0, label);
    }

    await copy.pushFiles({ 'greeting.txt': 'o\n' }, 'Say o');
    await button('Read again').waitFor();
    assert.equal(await button('Merge').count(), 0);
    await button('Read again').click();
    await says('asks to merge 2 commits');
    await button('Merge').click();
    await says('was merged into');
    assert.equal(await button('Close').count(), 0);
    await page
      .getByRole('navigation', { name: 'Parts of the pull request' })
      .getByText('Commits')
      .click();
    await says('Say o');
    assert.equal(await page.getByRole('row').count(), 3);

    // Who only reads hears of it as well.
    await reader.says('was merged into');
    await page.goto(
      `${place.portal.url}/pipelines/deliveries?type=pullRequest`,
    );
    await page.getByRole('link', { name: '#1 Say hi' }).first().click();
    await page.waitForURL(/\/shop\/greeter\/pull-requests\/1$/);
    assert.deepEqual(complaints, []);
  },
);

test(
  'conflicts are named, solved by the commands of the page, and gone',
  { skip },
  async () => {
    const { copy } = await place.newRepository('shop/polite');
    await copy.pushFiles({ 'greeting.txt': 'hello\n' });
    await copy.git('switch', '--quiet', '-c', 'polite');
    await copy.pushFiles({ 'greeting.txt': 'good day\n' }, 'Be polite');
    await copy.git('switch', '--quiet', 'main');
    await copy.pushFiles({ 'greeting.txt': 'hey\n' });
    const { number } = await place.ada.post(
      '/api/code/repositories/shop/polite/pull-requests',
      { title: 'Be polite', source: 'polite' },
    );
    const { page, button } = await openPage('ada');
    await page.goto(
      `${place.portal.url}/code/shop/polite/pull-requests/${number}`,
    );
    const files = page.getByRole('list', { name: 'Files with conflicts' });
    assert.equal((await files.innerText()).trim(), 'greeting.txt');
    assert.equal(await button('Merge').count(), 0);

    const lines = await page
      .locator('code', { hasText: /^git / })
      .allInnerTexts();
    assert.equal(lines.length, 7);
    for (const line of lines) {
      const [, ...command] = line.trim().split(' ');
      if (command[0] === 'merge') {
        await assert.rejects(copy.git(...command));
        await writeFile(join(copy.folder, 'greeting.txt'), 'good day\n');
      } else {
        await copy.git(...command);
      }
    }
    await button('Read again').click();
    await button('Merge').waitFor();
  },
);
