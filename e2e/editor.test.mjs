// The editor of workflow files in a real browser: what it changes in the file,
// and that it finds what the API and the command line find.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { work } from '../scripts/lib/setUp.mjs';
import { openPortal } from './lib/badDays.mjs';
import { noteComplaints, signInContext, startBrowser } from './lib/browser.mjs';

const executablePath = process.env.DOP_TEST_CHROMIUM;
const skip = executablePath
  ? false
  : 'DOP_TEST_CHROMIUM does not name a Chromium';

const good = `# Checks the checkout.
apiVersion: dop/v1
kind: Workflow
metadata: { name: checks, title: Checks } # for people
spec:
  triggers: { push: { branches: [main] } }   # only what is merged
  steps:
    # Where all begins.
    source:
      uses: dop/git-checkout@1 # pinned by its major
      with:
        repository: '\${{ trigger.repository.url }}'
        commit: '\${{ trigger.commit }}'

    # Quick tests.
    look:
      title: Look # at all files
      uses: dop/shell@1
      with: { script: ls, source: '\${{ steps.source.outputs.tree }}' }
`;

const bad = good
  .replace('dop/shell@1', 'dop/shall@1')
  .replace('trigger.commit', 'trigger.comit')
  .replace('push:', 'pushh:')
  .replace('title: Look', 'needs: [sorce]\n      title: Look');

let place;
let browser;
let copy;

before(async () => {
  if (!skip) {
    place = await openPortal();
    ({ copy } = await place.newRepository('shop/checkout'));
    await copy.pushFiles({
      '.dop/checks.yaml': good,
      '.dop/broken.yaml': bad.replace('name: checks', 'name: broken'),
      '.dop/cyclic.yaml': good
        .replace('name: checks', 'name: cyclic')
        .replace('uses: dop/git', 'needs: [look]\n      uses: dop/git'),
      '.dop/sound.yaml': good.replace('name: checks', 'name: sound'),
      '.dop/unreadable.yaml': `${good}  - [`,
    });
    browser = await startBrowser(executablePath);
  }
});

after(async () => {
  await browser?.close();
  await place?.close();
});

async function openEditor(path, more = {}) {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
  });
  context.setDefaultTimeout(60_000);
  const { url } = place.portal;
  await signInContext(context, url, 'ada', 'correct horse battery staple');
  const page = await context.newPage();
  const complaints = noteComplaints(page);
  const asked = [];
  page.on('request', request => asked.push(new URL(request.url()).pathname));
  const query = new URLSearchParams({
    repository: 'shop/checkout',
    path,
    ...more,
  });
  await page.goto(`${url}/pipelines/editor?${query}`);
  return {
    page,
    complaints,
    asked,
    button: name => page.getByRole('button', { name, exact: true }),
  };
}

/** `dop lint --portal` and `dop lint`, as it prints with `--json`. */
async function lintOf(file, ...more) {
  const out = await new Promise(resolve => {
    execFile(
      join(work, 'bin', 'dop'),
      ['lint', '--json', ...more, file],
      {
        cwd: copy.folder,
        env: {
          PATH: process.env.PATH,
          HOME: copy.folder,
          DOP_URL: place.portal.url,
          DOP_TOKEN: place.ada.token,
        },
      },
      (_, stdout) => resolve(stdout),
    );
  });
  return JSON.parse(out)
    .findings.map(({ line, message }) => `${line} ${message}`)
    .sort();
}

test(
  'a form and a new step change only their lines of the file',
  { skip },
  async () => {
    const { page, complaints, asked, button } = await openEditor(
      '.dop/checks.yaml',
      { step: 'look' },
    );
    const title = page.getByLabel('title', { exact: true });
    await title.fill('Look around');
    await title.press('Enter');
    await page.getByText('not saved').waitFor();
    await button('no problems').waitFor();
    await button('Add Approval').click();
    await page.getByText('Added step approve').waitFor();
    await button('Save').click();
    await button('Commit').click();
    await page.getByText('all saved').waitFor();
    await copy.git('pull', '--quiet', 'origin', 'main');
    const changed = await copy.git('diff', '--unified=0', 'HEAD~1', 'HEAD');
    const lines = changed.split('\n').filter(line => /^[-+] /.test(line));
    assert.deepEqual(lines.slice(0, 3), [
      '-      title: Look # at all files',
      '+      title: Look around # at all files',
      '+    approve:',
    ]);
    assert.ok(lines.slice(3).every(line => line.startsWith('+      ')));
    // It was checked here, in a worker; the portal was asked for components only.
    assert.ok(page.workers().length > 0);
    assert.ok(asked.includes('/api/pipelines/lint/surroundings'));
    assert.ok(!asked.includes('/api/pipelines/lint'));
    assert.deepEqual(complaints, []);
  },
);

for (const file of ['broken', 'cyclic', 'unreadable', 'sound']) {
  test(
    `browser, API and command line find the same in ${file}.yaml`,
    { skip },
    async () => {
      const path = `.dop/${file}.yaml`;
      const { page } = await openEditor(path);
      const button = page.getByRole('button', {
        name: /^(no problems|\d+ problems?)$/,
      });
      await button.waitFor();
      await button.click();
      const list = page
        .getByRole('list', { name: 'Problems' })
        .or(page.getByText('Nothing is wrong with this file.'));
      await list.waitFor();
      const inBrowser = await page
        .getByRole('list', { name: 'Problems' })
        .getByRole('listitem')
        .evaluateAll(items =>
          items.map(item => {
            const [message, links] = item.children;
            return `${/\d+/.exec(links.textContent)[0]} ${message.textContent}`;
          }),
        );
      const api = await lintOf(
        path,
        '--portal',
        '--repository',
        'shop/checkout',
      );
      assert.deepEqual(inBrowser.sort(), api);
      // Without a portal it knows fewer components, and says so.
      const alone = await lintOf(path, '--repository', 'shop/checkout');
      assert.deepEqual(
        alone.map(line => line.replace(/ here\. Without a portal.*/, '.')),
        api,
      );
      assert.equal(api.length > 0, file !== 'sound');
    },
  );
}
