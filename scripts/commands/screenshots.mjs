// npm run screenshots [-- --data FOLDER] [-- --many 120] [-- page…]
// Takes every page of a filled portal at laptop and phone width, light and
// dark, into .dop/screenshots, to be looked at. With --data the filled portal
// is kept and used again. Ends with 1 if a page is wider than the screen, says
// an error in the browser's console, or still waits for something.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, say, stage } from '../lib/console.mjs';
import { freePort, startPortal } from '../lib/portal.mjs';
import { work } from '../lib/setUp.mjs';
import {
  noteComplaints,
  signInContext,
  startBrowser,
} from '../../e2e/lib/browser.mjs';
import { fillPortal, people } from '../../e2e/lib/fillPortal.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string' },
    many: { type: 'string', default: '120' },
    as: { type: 'string', default: 'ada' },
    looks: { type: 'string', default: 'laptop,phone' },
  },
});
const executablePath = [
  process.env.DOP_TEST_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
].find(path => path && existsSync(path));
if (!executablePath) {
  fail(
    'No Chromium was found. Install it (Debian: apt-get install chromium) or name it by DOP_TEST_CHROMIUM.',
  );
}

const looks = {
  laptop: { viewport: { width: 1366, height: 768 } },
  phone: {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    deviceScaleFactor: 2,
  },
};

/**
 * Addresses of every page, by the name of its picture. `[address, ...buttons]`
 * has something pressed first.
 */
function pagesOf(facts) {
  const run = id => `/pipelines/runs/${id}`;
  const editor = ({ repository, path }) =>
    `/pipelines/editor?${new URLSearchParams({ repository, path })}`;
  const report = `/tests/${facts.failedReport.id}`;
  const { image } = facts;
  const code = '/code/shop/checkout';
  const pull = kind => `${code}/pull-requests/${facts.pullRequests[kind]}`;
  const service = '/catalog/shop/component/checkout';
  return {
    home: '/',
    catalog: '/catalog',
    service,
    'service-pipelines': `${service}/pipelines`,
    'service-tests': `${service}/tests`,
    'service-images': `${service}/images`,
    'service-code': `${service}/code`,
    'service-docs': `${service}/docs`,
    'service-kubernetes': '/catalog/payments/component/billing/kubernetes',
    'catalog-all': '/catalog?filters[kind]=component&filters[user]=all',
    'catalog-nothing': '/catalog?search=nothing-like-this',
    'entity-workflow': `/catalog/shop/workflow/${facts.release.name}`,
    'entity-component': '/catalog/dop/devopscomponent/node-test',
    'entity-group': '/catalog/default/group/shop',
    'entity-user': '/catalog/default/user/grace',
    'entity-missing': '/catalog/shop/component/nobody',
    workflows: '/pipelines/workflows',
    workflow: `/pipelines/workflows/${facts.release.id}`,
    'workflow-definition': `/pipelines/workflows/${facts.release.id}?tab=definition`,
    editor: editor(facts.release),
    'editor-step': `${editor(facts.release)}&step=notes`,
    'editor-missing':
      '/pipelines/editor?repository=shop/nobody&path=.dop/x.yaml',
    'editor-new': '/pipelines/editor',
    'workflow-start': [`/pipelines/workflows/${facts.release.id}`, 'Run'],
    'workflow-deliveries': `/pipelines/workflows/${facts.release.id}?tab=deliveries`,
    runs: '/pipelines/runs',
    'runs-filtered': '/pipelines/runs?state=failed',
    'run-green': run(facts.green.id),
    'run-matrix': run(facts.matrix.id),
    'run-failed': run(facts.failed.id),
    'run-timeline': `${run(facts.matrix.id)}?view=timeline&panel=output`,
    'run-list': `${run(facts.matrix.id)}?view=list&panel=attempts`,
    'run-link': `${run(facts.matrix.id)}?link=notes-announce`,
    'run-inputs': [
      run(facts.matrix.id),
      'Run parts again',
      'All steps, with other inputs…',
    ],
    'run-step-inputs': [
      `${run(facts.matrix.id)}?step=notes`,
      'Run parts again',
      'Only Write the notes, with edited input…',
    ],
    'run-waiting': run(facts.waiting.id),
    'run-missing': run('0000'),
    deliveries: '/pipelines/deliveries',
    secrets: '/pipelines/secrets',
    'secret-new': ['/pipelines/secrets', 'Make a secret'],
    repositories: '/code',
    'repositories-filtered': '/code?search=nothing-like-this',
    'repository-new': '/code/new',
    repository: code,
    'repository-file': `${code}?path=src/createServer.js`,
    'repository-clone': [code, 'Clone'],
    'repository-missing': '/code/shop/nobody',
    'repository-broken': '/code/payments/billing',
    commits: `${code}/commits`,
    commit: `${code}/commits/${facts.commit}`,
    refs: `${code}/refs`,
    'pull-requests': `${code}/pull-requests?state=open`,
    'pull-requests-all': `${code}/pull-requests`,
    'pull-requests-none': '/code/payments/billing/pull-requests?state=open',
    'pull-requests-many': '/code/archive/service-0002/pull-requests?state=open',
    'pull-request-new': `${code}/pull-requests/new?source=not-asked-yet`,
    'pull-request-choose': `${code}/pull-requests/new`,
    'pull-request': pull('open'),
    'pull-request-commits': `${pull('open')}?tab=commits`,
    'pull-request-runs': `${pull('open')}?tab=runs`,
    'pull-request-edit': [pull('open'), 'Edit'],
    'pull-request-conflict': pull('conflict'),
    'pull-request-merged': pull('merged'),
    'pull-request-closed': pull('closed'),
    'pull-request-missing': `${code}/pull-requests/9999`,
    'repository-settings': `${code}/settings`,
    'repository-empty': '/code/archive/service-0001',
    components: '/components',
    component: '/components/dop/node-test',
    'component-readme': '/components/dop/node-test?tab=readme',
    'component-samples': '/components/dop/shell?tab=samples',
    'component-uses': '/components/dop/shell?tab=uses',
    images: '/images',
    'image-repository': `/images/r/${image.repository}`,
    image: `/images/r/${image.repository}@${image.digest}`,
    'image-missing': `/images/r/${image.repository}:nothing`,
    tests: '/tests',
    report,
    'report-suites': `${report}?tab=suites`,
    'report-passed': `${report}?status=passed`,
    'report-missing': '/tests/nothing',
    'report-test': `${report}/0`,
    people: '/people',
    'people-invite': ['/people', 'Invite somebody'],
    'people-groups': '/people?tab=groups',
    'people-new-group': ['/people?tab=groups', 'Make a group'],
    group: '/people/groups/shop',
    account: '/account',
    'account-new-token': ['/account', 'Make a token'],
    'account-sessions': '/account?tab=sessions',
    'account-password': '/account?tab=password',
    audit: '/audit',
    'audit-dead-letters': '/audit?tab=dead-letters',
    create: '/create',
    'create-service': '/create/templates/default/nodejs-service',
    'create-tasks': '/create/tasks',
    search: '/search?query=checkout',
    'search-nothing': '/search?query=nothing-like-this',
    docs: '/docs',
    'docs-portal': '/docs/default/component/dop',
    settings: '/settings',
    'not-found': '/nothing/here',
  };
}

const emptyPages = {
  'empty-home': '/',
  'empty-catalog': '/catalog',
  'empty-workflows': '/pipelines/workflows',
  'empty-runs': '/pipelines/runs',
  'empty-deliveries': '/pipelines/deliveries',
  'empty-secrets': '/pipelines/secrets',
  'empty-repositories': '/code',
  'empty-images': '/images',
  'empty-tests': '/tests',
  'empty-groups': '/people?tab=groups',
  'empty-account': '/account',
};

const target = join(work, 'screenshots');

/** What the console may say, as the page was asked for what is not there. */
const expected = [
  [/^sign-in/, /401 .*\/api\/auth\/dop\/refresh/],
  [/-(missing|nothing)$/, /404 /],
  // The first reader of a document has it built.
  [/docs/, /404 .*\/api\/techdocs\//],
];
let problems = 0;

async function take(browser, url, pages, name) {
  const wanted = Object.entries(pages).filter(
    ([page]) => positionals.length === 0 || positionals.includes(page),
  );
  for (const look of values.looks.split(',')) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({
        ...looks[look],
        colorScheme,
        reducedMotion: 'reduce',
      });
      if (name) {
        await signInContext(context, url, name, people[name].password);
      }
      const page = await context.newPage();
      const complaints = noteComplaints(page);
      for (const [title, place] of wanted) {
        const [path, ...buttons] = [place].flat();
        const problem = text => {
          problems += 1;
          say(`  ${title} (${look}, ${colorScheme}): ${text}`);
        };
        await page.goto(`${url}${path}`);
        await page.waitForLoadState('load');
        let quiet = await settled(page);
        for (const name of buttons) {
          await page
            .getByRole('button', { name, exact: true })
            .or(page.getByRole('menuitem', { name, exact: true }))
            .first()
            .click();
          quiet = await settled(page);
        }
        await page.screenshot({
          path: join(target, `${title}-${look}-${colorScheme}.png`),
        });
        if (!quiet) {
          problem('it still waits for something');
        }
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth,
        );
        if (wide > looks[look].viewport.width + 1) {
          problem(`${wide} px wide`);
        }
        for (const complaint of complaints.splice(0)) {
          const known = expected.some(
            ([pages, text]) => pages.test(title) && text.test(complaint),
          );
          if (!known) {
            problem(complaint.slice(0, 300));
          }
        }
      }
      await context.close();
    }
  }
}

/**
 * Until nothing on the page is waited for and nothing changes.
 *
 * @returns whether that came
 */
async function settled(page) {
  let before = '';
  let quiet = 0;
  for (let tries = 0; quiet < 3 && tries < 100; tries += 1) {
    const now = await page.evaluate(() => {
      const busy =
        document.querySelector('[role=progressbar], [aria-busy=true]') ??
        [...document.querySelectorAll('[role=status]')].find(
          ({ textContent }) => textContent.startsWith('Loading '),
        );
      return busy ? '' : String(document.body.innerHTML.length);
    });
    quiet = now === before && now !== '' ? quiet + 1 : 0;
    before = now;
    await page.waitForTimeout(150);
  }
  return quiet >= 3;
}

await mkdir(target, { recursive: true });
const data = values.data ?? (await mkdtemp(join(tmpdir(), 'dop-screenshots-')));
const remembered = join(data, 'screenshots.json');
const portal = startPortal({
  data,
  port: await freePort(),
  log: join(work, 'log', 'screenshots.log'),
});
const browser = await startBrowser(executablePath);
try {
  await stage('Starting the portal', () => portal.ready());
  let facts;
  if (existsSync(remembered)) {
    facts = JSON.parse(await readFile(remembered, 'utf8'));
  } else {
    const link = await readFile(join(data, 'access', 'first-link'), 'utf8');
    await stage('Pictures of the entry', () =>
      take(browser, portal.url, {
        'sign-in': '/',
        'first-link': link.trim().slice(portal.url.length),
        'first-link-dead': '/first#x',
      }),
    );
    facts = await stage('Filling the portal', () =>
      fillPortal(portal, {
        many: Number(values.many),
        onEmpty: () => take(browser, portal.url, emptyPages, 'ada'),
      }),
    );
    await mkdir(data, { recursive: true });
    await writeFile(remembered, JSON.stringify(facts));
  }
  await stage('Pictures of every page', async () => {
    await take(browser, portal.url, { invitation: facts.invitation });
    await take(browser, portal.url, pagesOf(facts), values.as);
  });
  say(`  The pictures are in ${target}; ${problems} problems`);
  process.exitCode = problems > 0 ? 1 : 0;
} finally {
  await browser.close();
  await portal.stop();
  if (!values.data) {
    await rm(data, { recursive: true, force: true });
  }
}
