import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import { defaultLimits } from '../junit/limits';
import { openResultStore } from './openResultStore';
import type { ResultStore } from './ResultStore';

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_15'],
});
const repositoryId = 'f3b0c3c6-6f0e-4b57-8c39-2f3c8a2f7a01';

describe.each(databases.eachSupportedId())('ResultStore on %s', id => {
  let store: ResultStore;
  let folder: string;

  const read = async (reportId: number, xml: string, limits = {}) => {
    const file = join(folder, `${reportId}.xml`);
    await writeFile(file, xml);
    return store.read({
      reportId,
      repositoryId,
      file,
      limits: { ...defaultLimits, ...limits },
    });
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'results-'));
    store = await openResultStore({
      knex: await databases.init(id),
      file: join(folder, 'results.sqlite'),
    });
  });

  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('lists failures first, then the others, page by page in the order of the file', async () => {
    const summary = await read(
      1,
      `<testsuites><testsuite name="sums">
        <testcase name="a"/>
        <testcase name="b"><failure message="no"/></testcase>
        <testcase name="c"><skipped/></testcase>
      </testsuite><testsuite name="words">
        <testcase name="d"><error message="boom"/></testcase>
        <testcase name="e"/>
      </testsuite></testsuites>`,
    );
    expect(summary).toMatchObject({
      state: 'complete',
      totals: { tests: 5, passed: 2, failed: 1, errored: 1, skipped: 1 },
      warnings: [],
    });
    const names: string[] = [];
    let after: Parameters<ResultStore['tests']>[2]['after'];
    do {
      const page = await store.tests(1, {}, { after, limit: 2 });
      names.push(...page.items.map(({ name }) => name));
      after = page.next;
    } while (after);
    expect(names).toEqual(['b', 'd', 'a', 'c', 'e']);
    expect((await store.suites(1, { limit: 10 })).items).toMatchObject([
      { index: 0, path: ['sums'], totals: { tests: 3, failed: 1 } },
      { index: 1, path: ['words'], totals: { tests: 2, errored: 1 } },
    ]);
  });

  it('marks what newly fails, still fails and is fixed, and shows new causes first', async () => {
    const report = (a: string, b: string, c: string) =>
      `<testsuite name="s"><testcase name="a">${a}</testcase><testcase name="b">${b}</testcase><testcase name="c">${c}</testcase></testsuite>`;
    const failure = (message: string) => `<failure message="${message}"/>`;
    await read(1, report(failure('old'), failure('old'), ''));
    await read(2, report('', failure('old'), failure('fresh')));
    expect(await store.compare(2, 1)).toEqual({
      newFailures: 1,
      stillFailing: 1,
      fixed: 1,
    });
    // Once more gives the same: a process may die right after.
    expect(await store.compare(2, 1)).toEqual({
      newFailures: 1,
      stillFailing: 1,
      fixed: 1,
    });
    const changed = async (change: 'newFailure' | 'stillFailing' | 'fixed') =>
      (await store.tests(2, { change }, { limit: 10 })).items.map(
        ({ name }) => name,
      );
    expect(await changed('newFailure')).toEqual(['c']);
    expect(await changed('stillFailing')).toEqual(['b']);
    expect(await changed('fixed')).toEqual(['a']);
    expect(await store.causes(2)).toEqual([
      { cause: 1, title: 'fresh', tests: 1, newFailures: 1 },
      { cause: 0, title: 'old', tests: 1, newFailures: 0 },
    ]);
  });

  it('searches all names whatever their case, takes every sign literally, and filters by suite', async () => {
    await read(
      1,
      `<testsuites><testsuite name="Straße"><testcase name="ÄPFEL 100%" classname="Shop"/><testcase name="100 pears"/></testsuite>
       <testsuite name="other"><testcase name="it_is" file="src/Cart.test.js"/><testcase name="it-is"/></testsuite></testsuites>`,
    );
    const found = async (filter: Parameters<ResultStore['tests']>[1]) =>
      (await store.tests(1, filter, { limit: 10 })).items.map(
        ({ name }) => name,
      );
    expect(await found({ search: 'äpfel' })).toEqual(['ÄPFEL 100%']);
    expect(await found({ search: 'STRASSE' })).toEqual([]);
    expect(await found({ search: 'straße' })).toHaveLength(2);
    expect(await found({ search: '100%' })).toEqual(['ÄPFEL 100%']);
    expect(await found({ search: 't_i' })).toEqual(['it_is']);
    expect(await found({ search: "cart.test'; DROP TABLE tests; --" })).toEqual(
      [],
    );
    expect(await found({ search: 'cart.TEST' })).toEqual(['it_is']);
    expect(await found({ suite: 1 })).toEqual(['it_is', 'it-is']);
    expect(await found({ suite: 7 })).toEqual([]);
    expect(await found({ status: ['failed'] })).toEqual([]);
  });

  it('keeps results with the same names apart in a report, and together in their history', async () => {
    const twice =
      '<testsuite name="s"><testcase name="t"/><testcase name="t"><failure/></testcase></testsuite>';
    await read(1, twice);
    await read(2, twice);
    await read(3, '<testsuite name="s"><testcase name="other"/></testsuite>');
    const test = await store.test(2, 1);
    expect(test).toMatchObject({ name: 't', status: 'failed' });
    expect(await store.history(test!.testId, [1, 2, 3])).toMatchObject([
      { reportId: 1, index: 0, status: 'passed' },
      { reportId: 1, index: 1, status: 'failed' },
      { reportId: 2, index: 0, status: 'passed' },
      { reportId: 2, index: 1, status: 'failed' },
    ]);
    expect(await store.test(2, 2)).toBeUndefined();
  });

  it('reading again replaces; removing leaves nothing of a report and all of the others', async () => {
    await read(1, '<testsuite name="s"><testcase name="a"/></testsuite>');
    await read(2, '<testsuite name="s"><testcase name="a"/></testsuite>');
    await read(
      1,
      '<testsuite name="s"><testcase name="b"><failure message="m"/></testcase></testsuite>',
    );
    const names = async (reportId: number) =>
      (await store.tests(reportId, {}, { limit: 10 })).items.map(
        ({ name }) => name,
      );
    expect(await names(1)).toEqual(['b']);
    await store.remove(1);
    expect(await names(1)).toEqual([]);
    expect(await store.causes(1)).toEqual([]);
    expect(await names(2)).toEqual(['a']);
    await store.remove(2);
    await store.forget(repositoryId);
    await read(3, '<testsuite name="s"><testcase name="a"/></testsuite>');
    expect(await names(3)).toEqual(['a']);
  });

  it('stores what no database likes: control characters, halves of characters, long names', async () => {
    await read(
      1,
      `<testsuite name="${'s'.repeat(
        5_000,
      )}"><testcase name="a\u0000\ud83d" time="1e400"><failure message="\u0000\udc00">${'\u0000'.repeat(
        10,
      )}</failure></testcase></testsuite>`,
    );
    const test = await store.test(1, 0);
    expect(test?.name).toMatch(/^a\u2400/);
    expect(test?.suites[0]).toHaveLength(1_000);
    expect(test?.failures[0].trace).toBe('\u2400'.repeat(10));
  });

  it('answers while a large report is being read, and uses little memory', async () => {
    const file = join(folder, 'large.xml');
    const handle = await open(file, 'w');
    await handle.write('<testsuites>');
    const suites = 2_000;
    for (let suite = 0; suite < suites; suite += 1) {
      await handle.write(
        `<testsuite name="suite ${suite}">${Array.from(
          { length: 100 },
          (_, test) =>
            `<testcase name="test ${test} of ${suite}" classname="com.example.Suite${suite}" time="0.01">${
              test === 7 ? '<failure message="no">at line</failure>' : ''
            }</testcase>`,
        ).join('')}</testsuite>`,
      );
    }
    await handle.write('</testsuites>');
    await handle.close();
    await read(1, '<testsuite name="s"><testcase name="a"/></testsuite>');
    const before = process.memoryUsage().rss;
    let peak = before;
    let done = false;
    const reading = store
      .read({ reportId: 2, repositoryId, file, limits: defaultLimits })
      .finally(() => {
        done = true;
      });
    let answers = 0;
    while (!done) {
      const page = await store.tests(1, {}, { limit: 10 });
      expect(page.items).toHaveLength(1);
      answers += 1;
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    expect(await reading).toMatchObject({
      state: 'complete',
      totals: { tests: 200_000, failed: suites },
    });
    expect(answers).toBeGreaterThan(10);
    expect(peak - before).toBeLessThan(450 * 1024 * 1024);
    const found = await store.tests(
      2,
      { search: 'test 99 of 1999' },
      { limit: 10 },
    );
    expect(found.items).toHaveLength(1);
  }, 120_000);
});
