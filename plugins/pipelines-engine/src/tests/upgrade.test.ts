import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessRunner } from '../process/ProcessRunner';
import { describeOnDatabases } from '../testUtils/databases';
import { MemoryRunner } from '../testUtils/MemoryRunner';
import { waitFor } from '../testUtils/waitFor';
import { Workshop } from '../testUtils/Workshop';

jest.setTimeout(60_000);

/**
 * What the first version of the engine had in its tables while two attempts ran,
 * a third one waited to be tried again and another run waited for its place.
 */
const fixture = join(__dirname, 'fixtures', 'version1.json');
const first = '20261122000000_engine.js';

describeOnDatabases('upgrade', kind => {
  let workshop: Workshop;

  beforeEach(async () => {
    workshop = await Workshop.create(kind);
  });
  afterEach(() => workshop.close());

  /** The tables of the first version; gives its two runs. */
  async function firstVersion(
    change: (tables: Record<string, Record<string, unknown>[]>) => void = () =>
      undefined,
  ): Promise<{ id: string }[]> {
    const { knex } = workshop;
    await knex.migrate.up({
      name: first,
      directory: join(__dirname, '..', '..', 'migrations'),
      tableName: 'engine_knex_migrations',
    });
    const tables: Record<string, Record<string, unknown>[]> = JSON.parse(
      await readFile(fixture, 'utf8'),
    );
    change(tables);
    for (const [table, rows] of Object.entries(tables)) {
      if (rows.length > 0) {
        await knex(table).insert(rows);
      }
    }
    return tables.runs as { id: string }[];
  }

  it('a new version goes on with the runs that the first one left', async () => {
    const [{ id }, { id: queued }] = await firstVersion();
    workshop.behaviours.test = spec => ({
      outputs: { data: JSON.parse(spec.env.CO_DATA), env: spec.env.NODE_ENV },
    });

    const engine = await workshop.engine();
    expect(await workshop.ended(engine, id)).toMatchObject({
      state: 'succeeded',
      number: 1,
    });
    expect(await workshop.ended(engine, queued)).toMatchObject({
      state: 'succeeded',
    });
    const steps = await engine.queries.steps(id);
    expect(
      steps.map(({ key, state, attempts }) => [
        key,
        state,
        attempts.map(attempt => attempt.state),
      ]),
    ).toEqual([
      ['source', 'succeeded', ['succeeded']],
      // Their host is gone here.
      ['test[shard=1]', 'succeeded', ['lost', 'succeeded']],
      ['test[shard=2]', 'succeeded', ['lost', 'succeeded']],
      ['flaky', 'succeeded', ['failed', 'succeeded']],
      ['after', 'succeeded', ['succeeded']],
    ]);
    expect(steps[1].attempts[1].outputs).toEqual({
      data: { name: 'checkout', shard: 1 },
      env: 'test',
    });
    // A part of it runs again as a plan of this version.
    const again = await engine.rerun(id, {
      actor: 'user:default/bob',
      from: { only: 'test[shard=2]', inputs: { name: 'edited' } },
    });
    const repeated = await workshop.ended(engine, again.id);
    expect(repeated.state).toBe('succeeded');
    expect(await engine.queries.plan(repeated.planHash)).toMatchObject({
      version: 2,
    });
  });

  it('a new version goes on with the programs that the first one left', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'upgrade-'));
    const runner = ProcessRunner.create({
      folder: join(folder, 'supervisor'),
      sources: { fetch: async () => folder },
    });
    try {
      const handles: string[] = [];
      const [{ id }] = await firstVersion(tables => {
        for (const row of tables.run_attempts) {
          if (row.state === 'running') {
            row.runner = 'process';
            handles.push(row.handle as string);
          }
        }
        for (const row of tables.run_timers) {
          if (row.name !== 'retry:3') {
            row.due_at = Date.now() + 60_000;
          }
        }
      });
      const workDirectory = join(folder, 'work');
      for (const handle of handles) {
        const workFolder = join(workDirectory, handle, 'work');
        await mkdir(join(workFolder, 'outputs'), { recursive: true });
        await runner.start({
          handle,
          handlePrefix: handle,
          workFolder,
          hasToken: false,
          program: {
            component: 'dop/old',
            version: '1.0.0',
            command: [
              'sh',
              '-c',
              `echo start >> ${folder}/starts; echo before; until [ -e ${folder}/go ]; do sleep 0.05; done; echo after; echo '{"data": 1}' > "$CO_OUTPUT"`,
            ],
            sourceDigest: 'sha256:x',
          },
          env: {},
          resources: {},
          network: 'none',
          timeoutSeconds: 60,
          maxLogBytes: 1_000_000,
        });
      }
      const engine = await workshop.engine({
        workDirectory,
        runners: [new MemoryRunner(), runner],
      });
      await waitFor(async () => engine.health().then(now => now.driving === 2));
      await mkdir(join(folder, 'go'));
      await workshop.ended(engine, id);
      const steps = await engine.queries.steps(id);
      for (const step of steps.filter(({ stepId }) => stepId === 'test')) {
        expect(step.attempts).toMatchObject([
          { state: 'succeeded', outputs: { data: 1 } },
        ]);
        const log = await engine.readLog(
          { runId: id, position: step.position, attempt: 1 },
          { offset: 0, limit: 1_000 },
        );
        expect(log?.data.toString()).toBe('before\nafter\n');
      }
      expect(await readFile(join(folder, 'starts'), 'utf8')).toBe(
        'start\nstart\n',
      );
    } finally {
      await runner.shutDownHost();
      // The supervisor may write until it has ended.
      await rm(folder, { recursive: true, force: true, maxRetries: 20 });
    }
  });
});
