import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
});
