// npm run screenshots [-- --data FOLDER] [-- --many 120] [-- page…]
// Takes every page of a filled portal at laptop and phone width, light and
// dark, into .dop/screenshots, to be looked at. With --data the filled portal
// is kept and used again.
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

/** Addresses of every page, by the name of its picture. */
function pagesOf(facts) {
  const run = id => `/pipelines/runs/${id}`;
  const report = `/tests/${facts.failedReport.id}`;
  const { image } = facts;
  const code = '/code/shop/checkout';
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
    workflows: '/pipelines/workflows',
    workflow: `/pipelines/workflows/${facts.release.id}`,
    'workflow-definition': `/pipelines/workflows/${facts.release.id}?tab=definition`,
    'workflow-deliveries': `/pipelines/workflows/${facts.release.id}?tab=deliveries`,
    runs: '/pipelines/runs',
    'runs-filtered': '/pipelines/runs?state=failed',
    'run-green': run(facts.green.id),
    'run-matrix': run(facts.matrix.id),
    'run-failed': run(facts.failed.id),
    'run-timeline': `${run(facts.matrix.id)}?view=timeline&panel=output`,
    'run-list': `${run(facts.matrix.id)}?view=list&panel=attempts`,
    'run-missing': run('0000'),
    deliveries: '/pipelines/deliveries',
    repositories: '/code',
    'repositories-filtered': '/code?search=nothing-like-this',
    'repository-new': '/code/new',
    repository: code,
    'repository-file': `${code}?path=src/createServer.js`,
    'repository-broken': '/code/payments/billing',
    commits: `${code}/commits`,
    commit: `${code}/commits/${facts.commit}`,
    refs: `${code}/refs`,
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
    tests: '/tests',
    report,
    'report-test': `${report}/0`,
    people: '/people',
    'people-groups': '/people?tab=groups',
    group: '/people/groups/shop',
    account: '/account',
    'account-sessions': '/account?tab=sessions',
    'account-password': '/account?tab=password',
    audit: '/audit',
    create: '/create',
    'create-service': '/create/templates/default/nodejs-service',
    search: '/search?query=checkout',
    docs: '/docs',
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
  'empty-repositories': '/code',
  'empty-images': '/images',
  'empty-tests': '/tests',
  'empty-groups': '/people?tab=groups',
  'empty-account': '/account',
};

const target = join(work, 'screenshots');

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
      for (const [title, path] of wanted) {
        await page.goto(`${url}${path}`);
        await page.waitForLoadState('load');
        await settled(page);
        await page.screenshot({
          path: join(target, `${title}-${look}-${colorScheme}.png`),
        });
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        if (wide > 1) {
          say(`  ${title}-${look}: ${wide} px too wide`);
        }
        for (const complaint of complaints.splice(0)) {
          say(`  ${title}-${look}: ${complaint.slice(0, 300)}`);
        }
      }
      await context.close();
    }
  }
}

/** Until nothing on the page is waited for and nothing changes. */
async function settled(page) {
  let before = '';
  for (let quiet = 0, tries = 0; quiet < 3 && tries < 60; tries += 1) {
    const now = await page.evaluate(() => {
      const busy = document.querySelector(
        '[role=progressbar], [aria-busy=true]',
      );
      return `${busy ? Math.random() : ''}${document.body.innerHTML.length}`;
    });
    quiet = now === before && now !== '' ? quiet + 1 : 0;
    before = now;
    await page.waitForTimeout(150);
  }
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
    await stage('Pictures of the entry', () =>
      take(browser, portal.url, {
        'sign-in': '/',
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
  await stage('Pictures of every page', () =>
    take(browser, portal.url, pagesOf(facts), values.as),
  );
  say(`  The pictures are in ${target}`);
} finally {
  await browser.close();
  await portal.stop();
  if (!values.data) {
    await rm(data, { recursive: true, force: true });
  }
}
