import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { FolderBlobStore, openDatabase } from '@dop/plugin-devops-node';
import { defaultLimits } from '../junit/limits';
import { ReportIntake } from '../reports/ReportIntake';
import { ReportStore } from '../reports/ReportStore';
import { openResultStore } from '../results/openResultStore';
import type { ResultStore } from '../results/ResultStore';
import { IngestionLoop } from './IngestionLoop';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('IngestionLoop on %s', id => {
  let folder: string;
  let reports: ReportStore;
  let results: ResultStore;
  let intake: ReportIntake;
  let blobs: FolderBlobStore;
  let loop: IngestionLoop;

  const startLoop = () => {
    loop = new IngestionLoop({
      reports,
      results,
      intake,
      blobs,
      limits: defaultLimits,
      logger: mockServices.logger.mock(),
    });
    loop.start();
  };

  const add = async (xml: string, commit: string) => {
    const { digest, size, release } = await intake.hold(Readable.from([xml]), {
      maxBytes: 1_000_000,
    });
    const added = await intake.add({
      repositoryId: 'repository-1',
      name: 'unit',
      evidence: 'claimed',
      commit,
      ref: 'refs/heads/main',
      protectedRef: true,
      services: [],
      digest,
      size,
      mediaType: 'application/xml',
      producedAt: Date.now(),
    });
    release();
    return added.id;
  };

  const settled = async (reportId: number) => {
    for (;;) {
      const row = await reports.get(reportId);
      if (!row || !['waiting', 'reading'].includes(row.state)) {
        return row;
      }
      await new Promise(resolve => setImmediate(resolve));
    }
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loop-'));
    const knex = await databases.init(id);
    await openDatabase(
      mockServices.database.mock({ getClient: async () => knex }),
      '@dop/plugin-test-reports-backend',
    );
    reports = new ReportStore(knex);
    results = await openResultStore({
      knex,
      file: join(folder, 'results.sqlite'),
    });
    blobs = await FolderBlobStore.create(join(folder, 'files'));
    intake = new ReportIntake({ reports, blobs });
  });

  afterEach(async () => {
    await loop.stop();
    await rm(folder, { recursive: true });
  });

  it('reads again, from the start, what a process that died had begun', async () => {
    const xml =
      '<testsuite name="s"><testcase name="a"/><testcase name="b"/></testsuite>';
    const reportId = await add(xml, 'a'.repeat(40));
    // A process takes it, stores its results, and dies before it says so.
    const claimed = await reports.claim(3_600_000);
    expect(claimed?.id).toBe(reportId);
    const file = join(folder, 'copy.xml');
    await writeFile(file, xml);
    await results.read({
      reportId,
      repositoryId: 'repository-1',
      file,
      limits: defaultLimits,
    });
    expect(await reports.claim(3_600_000)).toBeUndefined();
    await reports.releaseAll();
    startLoop();
    expect(await settled(reportId)).toMatchObject({
      state: 'complete',
      tests: 2,
    });
    const page = await results.tests(reportId, {}, { limit: 10 });
    expect(page.items.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('a file that is lost spoils one report, and the next is read', async () => {
    const lost = await add('<testsuite name="lost"/>', 'a'.repeat(40));
    const row = await reports.get(lost);
    await blobs.remove(row!.digest!);
    startLoop();
    const next = await add(
      '<testsuite name="s"><testcase name="a"/></testsuite>',
      'b'.repeat(40),
    );
    loop.wake();
    expect(await settled(next)).toMatchObject({ state: 'complete', tests: 1 });
    expect(await reports.get(lost)).toMatchObject({ state: 'waiting' });
    expect((await reports.get(lost))!.tries).toBeGreaterThan(0);
  });

  it('shows how many reports wait and since when, and says when it stands still', async () => {
    await add('<testsuite name="1"/>', 'a'.repeat(40));
    const second = await add('<testsuite name="2"/>', 'b'.repeat(40));
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
    const { waiting, oldestMs } = await reports.queue();
    expect(waiting).toBe(2);
    expect(Math.round(oldestMs / 10_000)).toBe(6);
    now.mockRestore();
    startLoop();
    await settled(second);
    expect(await reports.queue()).toEqual({ waiting: 0, oldestMs: 0 });
    expect(await loop.problem()).toBeUndefined();
    const later = jest
      .spyOn(Date, 'now')
      .mockReturnValue(Date.now() + 10 * 60_000);
    expect(await loop.problem()).toMatch(/not been read for 60\d s/);
    later.mockRestore();
  });

  it('one process claims a report while another leaves it alone', async () => {
    const first = await add('<testsuite name="1"/>', 'a'.repeat(40));
    const second = await add('<testsuite name="2"/>', 'b'.repeat(40));
    const claims = await Promise.all([
      reports.claim(3_600_000),
      reports.claim(3_600_000),
      reports.claim(3_600_000),
    ]);
    expect(claims.flatMap(claim => (claim ? [claim.id] : [])).sort()).toEqual(
      [first, second].sort(),
    );
    startLoop();
  });
});
