import {
  chmod,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecretReader, SecretStore } from '@dop/plugin-pipelines-node';
import type { Engine } from '../Engine';
import { FunctionRunner } from '../functions/FunctionRunner';
import { ProcessRunner } from '../process/ProcessRunner';
import { describeOnDatabases } from '../testUtils/databases';
import { newRunOf } from '../testUtils/newRun';
import { componentOf, planOf, stepOf } from '../testUtils/planOf';
import { waitFor } from '../testUtils/waitFor';
import { Workshop } from '../testUtils/Workshop';

const value = 'pass/word "42" für alle';
const name = 'shop/npm-token';

/** Programs by the name that `WHAT` gives them; each has TOKEN or has it not. */
const program = `
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
const { TOKEN, WHAT, CO_OUTPUT, GO } = process.env;
const out = value => writeFileSync(CO_OUTPUT, JSON.stringify(value));
const programs = {
  log() {
    console.log('raw', TOKEN);
    console.log('base64', Buffer.from('user:' + TOKEN).toString('base64'));
    console.log('url', encodeURIComponent(TOKEN));
    console.log('json', JSON.stringify({ TOKEN }));
    process.stdout.write(TOKEN.slice(0, 7));
    setTimeout(() => console.log(TOKEN.slice(7)), 300);
    out({ length: TOKEN.length });
  },
  has() { out({ has: TOKEN !== undefined }); },
  output() { out({ token: TOKEN }); },
  escaped() {
    writeFileSync(CO_OUTPUT, JSON.stringify({ TOKEN }).replace('/', '\\\\/'));
  },
  broken() { writeFileSync(CO_OUTPUT, TOKEN); },
  async slow() {
    console.log('before', TOKEN);
    while (!existsSync(GO)) await delay(20);
    console.log('after', TOKEN);
    out({});
  },
};
await programs[WHAT]();
`;

/** Of all processes of this host, where it shows them. */
async function commandLines(): Promise<string> {
  const names = await readdir('/proc').catch(() => []);
  const lines = names
    .filter(one => /^\d+$/.test(one))
    .map(pid => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => ''));
  return (await Promise.all(lines)).join('\n');
}

describeOnDatabases('Secrets', kind => {
  let folder: string;
  let workshop: Workshop;
  let runner: ProcessRunner;
  let asked: SecretReader[];
  let answer: Awaited<ReturnType<SecretStore['read']>>;
  let engine: Engine;

  const secrets: SecretStore = {
    read: async (secret, reader) => {
      asked.push(reader);
      return secret === name ? answer : undefined;
    },
  };
  const processRunner = () =>
    ProcessRunner.create({
      folder: join(folder, 'supervisor'),
      sources: { fetch: async () => folder },
      idleSeconds: 30,
    });
  const start = async (
    what: string,
    options: { required?: boolean; secret?: string; attempts?: number } = {},
  ) => {
    const step = stepOf('publish', {
      env: {
        WHAT: { kind: 'literal', value: what },
        GO: { kind: 'literal', value: join(folder, 'go') },
      },
      secrets: { TOKEN: options.secret ?? name },
      retry: { attempts: options.attempts ?? 1, backoffMs: 0, on: ['failed'] },
    });
    const { required } = options;
    const thing = componentOf({
      process: { command: [process.execPath, 'main.mjs'] },
      variables: [{ name: 'TOKEN', secret: true, required }],
    });
    return engine.startRun(
      newRunOf(planOf([step], { components: { thing } }), {
        ref: 'refs/heads/x',
      }),
    );
  };
  const ended = async (id: string) => {
    await workshop.ended(engine, id);
    const [step] = await engine.queries.steps(id);
    return { step, attempt: step.attempts[step.attempts.length - 1] };
  };
  const logOf = async (runId: string) => {
    const part = await engine.readLog(
      { runId, position: 0, attempt: 1 },
      { offset: 0, limit: 100_000 },
    );
    return part?.data.toString() ?? '';
  };
  /** Everything in the database, also what stands in blobs of it. */
  const allRows = async () => {
    const tables = [
      'runs',
      'run_plans',
      'run_steps',
      'run_attempts',
      'run_events',
      'run_timers',
      'run_log_chunks',
    ];
    const rows = await Promise.all(tables.map(table => workshop.knex(table)));
    return JSON.stringify(rows, (_, cell) =>
      cell?.type === 'Buffer' ? Buffer.from(cell.data).toString() : cell,
    );
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'secrets-'));
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'main.mjs'), program);
    asked = [];
    answer = { value };
    workshop = await Workshop.create(kind);
    runner = processRunner();
    engine = await workshop.engine({ runners: [runner], secrets });
  });
  afterEach(async () => {
    await workshop.close();
    await processRunner().shutDownHost();
    await rm(folder, { recursive: true, force: true });
  });

  it('reach the program, and neither its log nor the database', async () => {
    const { id } = await start('log');
    const { step, attempt } = await ended(id);
    expect(step.state).toBe('succeeded');
    expect(attempt.outputs).toEqual({ length: value.length });
    expect(attempt.secrets).toEqual([{ variable: 'TOKEN', name }]);
    expect(attempt.env).not.toHaveProperty('TOKEN');
    const [raw, base64, url, json, split] = (await logOf(id)).split('\n');
    expect(raw).toBe('raw ***');
    expect(base64).toMatch(/^base64 [\w+/]{6,9}\*\*\*[\w+/=]{0,4}$/);
    expect(url).toBe('url ***');
    expect(json).toBe('json {"TOKEN":"***"}');
    expect(split).toBe('***');
    expect(await allRows()).not.toContain('word');
    expect(asked).toEqual([
      {
        repositoryId: 'repository-1',
        ref: 'refs/heads/x',
        protectedRef: true,
        runId: id,
        instanceKey: 'publish',
      },
    ]);
  });

  it('stay unset where the store refuses them, and the step says so', async () => {
    answer = { refusal: 'Only main may read it.' };
    const { id } = await start('has');
    const { attempt } = await ended(id);
    expect(attempt.outputs).toEqual({ has: false });
    expect(attempt.secrets).toEqual([
      { variable: 'TOKEN', name, unset: 'Only main may read it.' },
    ]);
    const unknown = await ended((await start('has', { secret: 'shop/x' })).id);
    expect(unknown.attempt.secrets?.[0].unset).toBe(
      'There is no secret shop/x that this repository may read.',
    );
    answer = { value: '1234' };
    const short = await ended((await start('has')).id);
    expect(short.attempt.outputs).toEqual({ has: false });
    expect(short.attempt.secrets?.[0].unset).toContain('too short');
  });

  it('keep a step from starting whose component cannot do without', async () => {
    answer = { refusal: 'Only main may read it.' };
    const { id } = await start('has', { required: true });
    const { step, attempt } = await ended(id);
    expect(step.state).toBe('failed');
    expect(attempt.reason).toBe(
      'dop/thing@1.0.0 needs a secret in TOKEN. Only main may read it.',
    );
    expect(attempt.startedAt).toBeUndefined();
    expect(attempt.secrets).toHaveLength(1);
    expect(await runner.list('dop-')).toEqual([]);
  });

  it.each(['output', 'escaped', 'broken'])(
    'fail a step that gives one away: %s',
    async what => {
      const { id } = await start(what);
      const { step, attempt } = await ended(id);
      expect(step.state).toBe('failed');
      expect(attempt.reason).toContain('its outputs hold a secret');
      expect(attempt.outputs).toBeUndefined();
      expect(await allRows()).not.toContain('word');
    },
  );

  it('are asked for again at each attempt, and a silent store fails one', async () => {
    const flaky = jest
      .fn<ReturnType<SecretStore['read']>, []>()
      .mockRejectedValueOnce(new Error('The vault is sealed'))
      .mockResolvedValueOnce({ value });
    await workshop.stop(engine);
    runner = processRunner();
    engine = await workshop.engine({
      runners: [runner],
      secrets: { read: () => flaky() },
    });
    const { id } = await start('has', { attempts: 2 });
    const { step } = await ended(id);
    expect(step.attempts[0]).toMatchObject({
      state: 'failed',
      reason: `The secret ${name} could not be read: The vault is sealed`,
    });
    expect(step.attempts[1].outputs).toEqual({ has: true });
  });

  it('are still hidden when another process goes on with the step', async () => {
    const { id } = await start('slow');
    await waitFor(async () => (await logOf(id)).includes('before'));
    expect(await commandLines()).not.toContain('pass/word');
    await workshop.stop(engine);
    answer = { refusal: 'Nobody may read it any more.' };
    runner = processRunner();
    engine = await workshop.engine({ runners: [runner], secrets });
    await writeFile(join(folder, 'go'), '');
    const { step, attempt } = await ended(id);
    expect(step.state).toBe('succeeded');
    expect(step.attempts).toHaveLength(1);
    expect(attempt.secrets).toEqual([{ variable: 'TOKEN', name }]);
    expect(await logOf(id)).toBe('before ***\nafter ***\n');
    expect(await allRows()).not.toContain('word');
    // Nothing of it is left on the disk.
    await waitFor(async () => (await runner.list('dop-')).length === 0);
    expect(await readdir(join(folder, 'supervisor', 'attempts'))).toEqual([]);
  });

  it('are hidden as well by functions of this process', async () => {
    await workshop.stop(engine);
    engine = await workshop.engine({
      secrets,
      runners: [
        FunctionRunner.create({
          'dop/thing': async ({ env, log }) => {
            log(`raw ${env.TOKEN}\n`);
            if (env.WHAT === 'error') {
              throw new Error(`Refused: ${env.TOKEN}`);
            }
            return env.WHAT === 'output' ? { token: env.TOKEN } : {};
          },
        }),
      ],
    });
    const good = await start('log');
    expect((await ended(good.id)).step.state).toBe('succeeded');
    expect(await logOf(good.id)).toBe('raw ***\n');
    const output = await ended((await start('output')).id);
    expect(output.attempt.reason).toBe('its outputs hold a secret');
    const error = await ended((await start('error')).id);
    expect(error.attempt.reason).toBe('Refused: ***');
    expect(await allRows()).not.toContain('word');
  });
});
