import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderBlobStore } from '@dop/plugin-devops-node';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { openStore } from '../store/openStore';
import { describeOnDatabases, freshDatabase } from '../testUtils/databases';
import { copyLog } from './copyLog';
import { LogStore } from './LogStore';
import { Masker } from './Masker';

const secret = 'dop_run_5f/"sécret+value';

describe('Masker', () => {
  it('takes out a secret in all its forms, wherever the chunks are cut', () => {
    const forms = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ];
    const carriers = [
      ...forms,
      ...['', 'a', 'ab'].map(before =>
        Buffer.from(`${before}${secret}tail`).toString('base64'),
      ),
    ];
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(...carriers),
            fc.string({ maxLength: 12 }),
            fc.constant(secret.slice(0, 7)),
          ),
          { maxLength: 8 },
        ),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (parts, cuts) => {
          const input = Buffer.from(parts.join('|'));
          const masker = Masker.create([secret]);
          const out: Buffer[] = [];
          let at = 0;
          for (let turn = 0; at < input.length; turn += 1) {
            const size = cuts[turn % cuts.length];
            out.push(masker.push(input.subarray(at, at + size)));
            at += size;
            expect(masker.held).toBeLessThan(200);
          }
          out.push(masker.end());
          const text = Buffer.concat(out).toString();
          forms.forEach(form => expect(text).not.toContain(form));
          carriers.forEach(carrier => expect(text).not.toContain(carrier));
          const whole = Masker.create([secret]);
          expect(text).toBe(
            Buffer.concat([whole.push(input), whole.end()]).toString(),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('holds back only what may be the begin of a secret', () => {
    const masker = Masker.create([secret]);
    expect(masker.push(Buffer.from('Waiting …\n')).toString()).toBe(
      'Waiting …\n',
    );
    expect(masker.held).toBe(0);
    expect(masker.push(Buffer.from('with dop_run_5')).toString()).toBe('with ');
    expect(masker.push(Buffer.from('5\n')).toString()).toBe('dop_run_55\n');
  });
});

describeOnDatabases('logs', kind => {
  const of = { runId: 'run', position: 0, attempt: 1 };
  let folder: string;
  let knex: Knex;
  let logs: LogStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'logs-'));
    knex = await freshDatabase(kind);
    await openStore(knex);
    await knex('run_attempts').insert({
      run_id: 'run',
      position: 0,
      number: 1,
      state: 'running',
      epoch: 1,
      owner: 'me',
      lease_until: 0,
      runner: 'memory',
      handle: 'h',
      claimed_at: 0,
    });
    logs = LogStore.create({
      knex,
      blobs: await FolderBlobStore.create(join(folder, 'blobs')),
    });
  });
  afterEach(async () => {
    await knex.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  const copy = (
    source: (offset: number) => AsyncIterable<Uint8Array>,
    changes: { epoch?: number; maxBytes?: number } = {},
  ) =>
    copyLog({
      logs,
      of: { ...of, epoch: changes.epoch ?? 1 },
      source,
      secrets: [secret],
      maxBytes: changes.maxBytes ?? 1e9,
    });

  async function whole(): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let offset = 0; ; ) {
      const part = await logs.read(of, { offset, limit: 1_000_000 });
      parts.push(part?.data ?? Buffer.alloc(0));
      if (!part || part.end || part.nextOffset === offset) {
        return Buffer.concat(parts);
      }
      offset = part.nextOffset;
    }
  }

  it('goes on after a crash at any place without losing or doubling a byte', async () => {
    const raw = Buffer.from(
      Array.from(
        { length: 40_000 },
        (_, line) => `line ${line} ${line % 97 === 0 ? secret : ''}\n`,
      ).join(''),
    );
    async function* from(offset: number, until: number) {
      for (let at = offset; at < until; at += 65_000) {
        yield raw.subarray(at, Math.min(until, at + 65_000));
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    }
    for (const crash of [200_000, 500_000]) {
      await expect(
        copy(async function* broken(offset) {
          yield* from(offset, crash);
          await new Promise(resolve => setTimeout(resolve, 500));
          throw new Error('killed');
        }),
      ).rejects.toThrow('killed');
      expect((await logs.state(of))?.raw).toBeGreaterThan(0);
    }
    expect(await copy(offset => from(offset, raw.length))).toBe(true);
    const text = (await whole()).toString();
    expect(text).toBe(raw.toString().replaceAll(secret, '***'));
    for (const line of [1, 777, 39_999]) {
      const offset = await logs.offsetOfLine(of, line);
      const part = await logs.read(of, { offset, limit: 20 });
      expect(part?.data.toString()).toMatch(new RegExp(`^line ${line} `));
    }
    const [{ count }] = await knex('run_log_chunks').count({ count: '*' });
    expect(Number(count)).toBeLessThan(6);
  }, 30_000);

  it('a million lines are stored and found again in bounded memory', async () => {
    const lines = 1_000_000;
    async function* million(offset: number) {
      expect(offset).toBe(0);
      for (let at = 0; at < lines; at += 2_000) {
        yield Buffer.from(
          Array.from({ length: 2_000 }, (_, n) => `line ${at + n}\n`).join(''),
        );
      }
    }
    const before = process.memoryUsage().rss;
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss - before);
    }, 20);
    expect(await copy(million)).toBe(true);
    expect(await logs.state(of)).toMatchObject({ lines, ended: true });
    for (const line of [0, 1, 499_999, 999_999]) {
      const offset = await logs.offsetOfLine(of, line);
      const part = await logs.read(of, { offset, limit: 30 });
      expect(part?.data.toString().split('\n')[0]).toBe(`line ${line}`);
    }
    clearInterval(watch);
    expect(peak).toBeLessThan(250 * 1024 * 1024);
    const [{ count }] = await knex('run_log_chunks').count({ count: '*' });
    expect(Number(count)).toBeLessThan(20);
  }, 60_000);

  it('a former owner writes nothing', async () => {
    await knex('run_attempts').update({ epoch: 2 });
    async function* one() {
      yield Buffer.from('stale\n');
    }
    expect(await copy(one)).toBe(false);
    expect((await whole()).length).toBe(0);
  });

  it('half a gigabyte in one line, and binary, stay within bounds and say where they are cut', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 0);
    for (let at = 0; at < chunk.length; at += 1) {
      chunk[at] = (at * 7) % 256 === 10 ? 11 : (at * 7) % 256;
    }
    async function* flood(offset: number) {
      for (let at = offset; at < 500 * chunk.length; at += chunk.length) {
        yield chunk;
      }
    }
    const before = process.memoryUsage().rss;
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss - before);
    }, 20);
    const maxBytes = 24 * 1024 * 1024;
    expect(await copy(flood, { maxBytes })).toBe(true);
    clearInterval(watch);
    expect(peak).toBeLessThan(250 * 1024 * 1024);
    const state = await logs.state(of);
    expect(state).toMatchObject({ lines: 2, ended: true });
    const tail = await logs.read(of, { offset: maxBytes, limit: 1_000 });
    expect(tail?.data.toString()).toContain(
      `longer than the limit of ${maxBytes} bytes`,
    );
    const head = await logs.read(of, { offset: 0, limit: 1_000 });
    expect(head?.data.equals(chunk.subarray(0, 1_000))).toBe(true);
  }, 60_000);
});
