import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { FolderBlobStore } from '@dop/plugin-devops-node';
import { Engine } from '../Engine';
import { ProcessRunner } from '../process/ProcessRunner';
import { freshDatabase } from '../testUtils/databases';
import type { KillChildOptions } from './killChild';

/** How often the process is killed; fewer on a machine in a hurry. */
const rounds = Number(process.env.DOP_KILL_ROUNDS ?? 200);
const lines = 12;
const points = [
  'beforeHandleSaved',
  'handleSaved',
  'spawned',
  'exited',
  'collecting',
  'committed',
  'outbox',
  'childEnded',
  'parentTold',
];

/** Counts its starts outside of the portal, and numbers its lines. */
const program = `
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
const { outside, lines } = JSON.parse(readFileSync(process.env.CO_INPUT));
appendFileSync(outside + '/starts', process.env.CO_IDEMPOTENCY_KEY + '/' + process.env.CO_ATTEMPT + '\\n');
for (let line = 1; line <= lines; line += 1) {
  console.log('line ' + line);
  await new Promise(resolve => setTimeout(resolve, 4));
}
writeFileSync(process.env.CO_OUTPUT, JSON.stringify({ lines }));
`;

describe('kill -9 of the process that runs the engine', () => {
  let folder: string;
  let outside: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kill-'));
    outside = await mkdtemp(join(tmpdir(), 'kill-outside-'));
    await mkdir(join(folder, 'program'));
    await writeFile(join(folder, 'program', 'main.mjs'), program);
  });

  afterAll(async () => {
    const runner = ProcessRunner.create({
      folder: join(folder, 'supervisor'),
      sources: { fetch: async () => folder },
    });
    await runner.shutDownHost();
    await rm(folder, { recursive: true, force: true });
    await rm(outside, { recursive: true, force: true });
  });

  /** Runs the engine until it dies at the point, or is killed after a while. */
  function round(
    options: Pick<KillChildOptions, 'point' | 'finish'>,
    killAfterMs?: number,
  ): Promise<{ signal: string | null; code: number | null; errors: string }> {
    const child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        resolve(__dirname, 'killChild.ts'),
        JSON.stringify({
          folder,
          outside,
          program: join(folder, 'program'),
          lines,
          ...options,
        }),
      ],
      {
        env: {
          PATH: process.env.PATH,
          NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let errors = '';
    child.stderr.on('data', data => {
      errors += data;
    });
    child.stdout.once('data', () => {
      if (killAfterMs !== undefined) {
        setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      }
    });
    return new Promise(done =>
      child.once('close', (code, signal) => done({ code, signal, errors })),
    );
  }

  async function linesOf(name: string): Promise<string[]> {
    return (await readFile(join(outside, name), 'utf8')).trim().split('\n');
  }

  it(`starts each program once and keeps each line once, over ${rounds} kills`, async () => {
    for (let index = 0; index < rounds; index += 1) {
      // Every second kill at a named point, the others at any.
      const named = index % 2 === 0;
      const result = named
        ? await round({
            point: points[(index / 2) % points.length],
            finish: false,
          })
        : await round({ finish: false }, Math.random() * 300);
      expect(result).toMatchObject({ signal: 'SIGKILL' });
    }
    expect(await round({ finish: true })).toMatchObject({ code: 0 });

    const knex = await freshDatabase('sqlite', join(folder, 'engine.sqlite'));
    const engine = await Engine.create({
      knex,
      runners: [],
      blobs: await FolderBlobStore.create(join(folder, 'blobs')),
      workDirectory: join(folder, 'work'),
      logger: mockServices.logger.mock(),
    });
    const runs = await engine.queries.runs({}, { limit: 1_000 });
    expect(runs.length).toBeGreaterThan(0);
    const expected = Array.from(
      { length: lines },
      (_, index) => `line ${index + 1}\n`,
    ).join('');
    const attempts: string[] = [];
    const parents = runs.filter(run => !run.parentRunId);
    expect(runs).toHaveLength(2 * parents.length);
    for (const run of runs) {
      expect(run.state).toBe('succeeded');
      const steps = await engine.queries.steps(run.id);
      for (const { wait } of steps.filter(({ stepId }) => stepId === 'two')) {
        // The child run was made once, and its parent has what it gave.
        expect(wait?.outputs).toEqual({ lines });
      }
      for (const step of steps.filter(({ stepId }) => stepId !== 'two')) {
        expect(step.attempts).toHaveLength(1);
        expect(step.attempts[0].outputs).toEqual({ lines });
        attempts.push(`${run.id}/${step.key}/1`);
        const log = await engine.readLog(
          { runId: run.id, position: step.position, attempt: 1 },
          { offset: 0, limit: 100_000 },
        );
        expect(log?.data.toString()).toBe(expected);
        expect(log?.end).toBe(true);
      }
    }
    await knex.destroy();
    expect((await linesOf('starts')).sort()).toEqual(attempts.sort());
    // Events leave at least once; none is lost.
    expect([...new Set(await linesOf('sent'))].sort()).toEqual(
      [
        ...attempts.map(attempt => `${attempt} succeeded`),
        ...runs.map(run => `${run.id} succeeded`),
      ].sort(),
    );
  }, 900_000);
});
