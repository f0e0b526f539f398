import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { AttemptSpec } from '@dop/plugin-pipelines-node';
import { DockerRunner } from './DockerRunner';
import { Engine } from './engine/Engine';
import { PortalNetworks } from './network/PortalNetworks';
import {
  busybox,
  startPodman,
  useDocker,
  type TestEngine,
} from './testUtils/TestEngine';

const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const engines: [string, boolean, () => TestEngine][] = [
  ['Podman', has('podman') && has('buildah'), startPodman],
  [
    'Docker Engine',
    process.env.DOP_TEST_DOCKER_SOCKET !== undefined,
    () => useDocker(process.env.DOP_TEST_DOCKER_SOCKET ?? ''),
  ],
];
const image = 'localhost/dop-runner-test:1';
const signal = new AbortController().signal;

for (const [engineName, present, startEngine] of engines) {
  (present && busybox ? describe : describe.skip)(
    `the runner of containers, with ${engineName}`,
    () => {
      jest.setTimeout(120_000);
      const folder = mkdtempSync(join(tmpdir(), 'dop-containers-'));
      const prefix = `t${randomBytes(3).toString('hex')}`;
      const requests: string[] = [];
      let portal: string;
      let engine: TestEngine;
      let runner: DockerRunner;
      let count = 0;
      const asked = createServer((request, response) => {
        requests.push(
          `${request.method} ${request.url} ${request.headers.authorization} ${request.headers.host}`,
        );
        response.setHeader('location', `${portal}/v2/x`);
        response.end('from the portal');
      });

      function newRunner(options: { socket?: string } = {}): DockerRunner {
        return DockerRunner.create({
          engine: Engine.create(options.socket ?? engine.socket),
          registry: {
            host: '127.0.0.1:9',
            secure: false,
            password: async () => 'x',
          },
          networks: PortalNetworks.create({ prefix, port: 7181 }),
          portalUrl: portal,
          pidsLimit: 64,
        });
      }

      beforeAll(async () => {
        engine = startEngine();
        engine.makeImage(image);
        await new Promise<void>(done => asked.listen(0, '127.0.0.1', done));
        portal = `http://127.0.0.1:${(asked.address() as AddressInfo).port}`;
        runner = newRunner();
        while (!(await newRunner().availability()).available) {
          await new Promise(done => setTimeout(done, 50));
        }
      });

      afterAll(async () => {
        for (const handle of await runner.list(prefix)) {
          await runner.remove(handle);
        }
        await runner.close();
        for (const kind of ['portal', 'egress']) {
          try {
            engine.client('network', 'rm', `${prefix}-${kind}`);
          } catch {
            // No test was in this network.
          }
        }
        await engine.stop();
        asked.close();
        rmSync(folder, { recursive: true, force: true });
      });

      /** The image's entry point is a shell that reads the script from the work folder. */
      async function specOf(
        script: string,
        more: Partial<AttemptSpec> = {},
      ): Promise<AttemptSpec> {
        count += 1;
        const workFolder = join(folder, `work-${count}`);
        await mkdir(join(workFolder, 'outputs'), { recursive: true });
        writeFileSync(join(workFolder, 'in.json'), '{"a":1}');
        writeFileSync(join(workFolder, 'token'), 'dop_run_1_x');
        writeFileSync(join(workFolder, 'script'), script);
        return {
          handle: `${prefix}-${count}`,
          handlePrefix: prefix,
          workFolder,
          hasToken: true,
          program: { component: 'dop/test', version: '1.0.0', image },
          env: { NAME: 'two words' },
          resources: { memoryBytes: 64 * 1024 * 1024, cpu: 0.5 },
          network: 'none',
          timeoutSeconds: 60,
          maxLogBytes: 1024 * 1024,
          ...more,
        };
      }

      /** Until the program has set its traps. */
      async function up({ workFolder }: AttemptSpec): Promise<void> {
        while (!existsSync(join(workFolder, 'up'))) {
          await new Promise(done => setTimeout(done, 10));
        }
      }

      async function logOf(
        handle: string,
        options: { offset?: number; from?: DockerRunner } = {},
      ): Promise<string> {
        const chunks: Uint8Array[] = [];
        for await (const chunk of (options.from ?? runner).log(handle, {
          offset: options.offset ?? 0,
          signal,
        })) {
          chunks.push(chunk);
        }
        return Buffer.concat(chunks).toString('latin1');
      }

      async function run(script: string, more: Partial<AttemptSpec> = {}) {
        const spec = await specOf(script, more);
        const started = await runner.start(spec);
        const [status, log] = await Promise.all([
          runner.wait(spec.handle, { signal }),
          logOf(spec.handle),
        ]);
        return { spec, started, status, log };
      }

      it('runs a program with its folder, its variables and its exit code', async () => {
        const { spec, started, status, log } = await run(
          'echo "$NAME $CO_HOME $CO_TOKEN_FILE"; echo error >&2; cat /co/in.json; echo "{}" > $CO_OUTPUT; exit 3',
        );
        expect(started).toEqual({
          already: false,
          notEnforced: [],
          isolated: true,
        });
        expect(status).toMatchObject({ state: 'exited', exit: { code: 3 } });
        expect(log.split('\n').sort()).toEqual(
          ['two words /co /co/token', 'error', '{"a":1}'].sort(),
        );
        expect(readFileSync(join(spec.workFolder, 'out.json'), 'utf8')).toBe(
          '{}\n',
        );
        expect(statSync(join(spec.workFolder, 'out.json')).uid).toBe(
          process.getuid?.(),
        );
        expect(await runner.start(spec)).toMatchObject({ already: true });
        await runner.remove(spec.handle);
        expect(await runner.status(spec.handle)).toEqual({ state: 'unknown' });
      });

      it('gives the program no rights, no network and nothing to write but its folder', async () => {
        const { log } = await run(
          `cat /proc/self/status | while read k v; do case $k in CapEff:|NoNewPrivs:) echo "$k $v";; esac; done
       echo x > /x || echo read-only
       echo x > /tmp/x && echo tmp
       cat /proc/net/dev | while read a b; do echo "if $a"; done
       cat /sys/fs/cgroup/memory/memory.limit_in_bytes || cat /sys/fs/cgroup/memory.max
       cat /sys/fs/cgroup/pids/pids.max || cat /sys/fs/cgroup/pids.max`,
        );
        expect(log).toContain('CapEff: 0000000000000000');
        expect(log).toContain('NoNewPrivs: 1');
        expect(log).toContain('read-only');
        expect(log).toContain('tmp');
        expect(log.match(/^if \w+:/gm)).toEqual(['if lo:']);
        expect(log).toContain('67108864');
        expect(log).toMatch(/^64$/m);
      });

      it('gives a secret to the program, and to no command line and no file of its folder', async () => {
        const secret = 'not for other eyes';
        const spec = await specOf(
          'touch "$CO_HOME/up"; echo "${#TOKEN}"; while [ ! -e "$CO_HOME/go" ]; do sleep 0.1; done',
          { env: { TOKEN: secret } },
        );
        await runner.start(spec);
        await up(spec);
        const lines = readdirSync('/proc')
          .filter(name => /^\d+$/.test(name))
          .map(pid => {
            try {
              return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
            } catch {
              return '';
            }
          });
        expect(lines.filter(line => line.includes(secret))).toEqual([]);
        for (const name of readdirSync(spec.workFolder)) {
          const path = join(spec.workFolder, name);
          const text = statSync(path).isFile()
            ? readFileSync(path, 'utf8')
            : '';
          expect(text).not.toContain(secret);
        }
        writeFileSync(join(spec.workFolder, 'go'), '');
        await runner.wait(spec.handle, { signal });
        expect(await logOf(spec.handle)).toBe(`${secret.length}\n`);
        await runner.remove(spec.handle);
      });

      it('loses no byte of a program that ends at once, and none from any offset', async () => {
        const { spec, log } = await run(
          'i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i+1)); done; printf "\\000\\377no end"',
        );
        const lines = Array.from(
          { length: 2000 },
          (_, index) => `line ${index}\n`,
        );
        expect(log).toBe(`${lines.join('')}\u0000\u00ffno end`);
        for (const offset of [1, 777, log.length - 3, log.length]) {
          expect(await logOf(spec.handle, { offset })).toBe(log.slice(offset));
        }
      });

      it('goes on where it was after a restart of the portal', async () => {
        const spec = await specOf(
          'echo started >> /co/starts; i=0; while [ $i -lt 30 ]; do echo "line $i"; i=$((i+1)); sleep 0.1; done',
        );
        const before = newRunner();
        await before.start(spec);
        const seen: Uint8Array[] = [];
        const crash = new AbortController();
        const reading = async () => {
          for await (const chunk of before.log(spec.handle, {
            offset: 0,
            signal: crash.signal,
          })) {
            seen.push(chunk);
            if (Buffer.concat(seen).includes('line 5')) {
              crash.abort();
            }
          }
        };
        await expect(reading()).rejects.toThrow(/abort/i);
        await before.close();
        const first = Buffer.concat(seen).toString();
        const after = newRunner();
        expect(await after.start(spec)).toMatchObject({ already: true });
        expect(await after.status(spec.handle)).toEqual({ state: 'running' });
        const rest = await logOf(spec.handle, {
          offset: first.length,
          from: after,
        });
        expect(first + rest).toBe(
          Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join(''),
        );
        expect(await after.wait(spec.handle, { signal })).toMatchObject({
          state: 'exited',
          exit: { code: 0 },
        });
        expect(readFileSync(join(spec.workFolder, 'starts'), 'utf8')).toBe(
          'started\n',
        );
      });

      it('starts what was created before a crash, once', async () => {
        const spec = await specOf('echo started >> /co/starts');
        engine.client(
          'create',
          '--name',
          spec.handle,
          '--network',
          'none',
          '-v',
          `${spec.workFolder}:/co`,
          image,
        );
        expect(await runner.status(spec.handle)).toEqual({ state: 'unknown' });
        const [one, two] = await Promise.all([
          runner.start(spec),
          newRunner().start(spec),
        ]);
        expect(
          [one.already, two.already].filter(already => !already),
        ).toHaveLength(1);
        await runner.wait(spec.handle, { signal });
        expect(readFileSync(join(spec.workFolder, 'starts'), 'utf8')).toBe(
          'started\n',
        );
        await runner.remove(spec.handle);
      });

      it('stops gracefully, then by force, and ends what takes too long', async () => {
        const graceful = await specOf(
          'trap "echo bye; exit 5" TERM; echo > /co/up; while true; do sleep 0.1; done',
        );
        await runner.start(graceful);
        await up(graceful);
        await runner.stop(graceful.handle, { graceSeconds: 20 });
        expect(await runner.wait(graceful.handle, { signal })).toMatchObject({
          exit: { code: 5, cause: 'stopped' },
        });
        const stubborn = await specOf(
          'trap "" TERM; echo > /co/up; while true; do sleep 0.1; done',
        );
        await runner.start(stubborn);
        await up(stubborn);
        await runner.stop(stubborn.handle, { graceSeconds: 1 });
        expect(await runner.wait(stubborn.handle, { signal })).toMatchObject({
          exit: { signal: 'SIGKILL', cause: 'stopped' },
        });
        const { status } = await run('while true; do sleep 0.1; done', {
          timeoutSeconds: 1,
        });
        expect(status).toMatchObject({
          exit: { signal: 'SIGKILL', cause: 'timeout' },
        });
      });

      it('shows a line of a program that then is quiet, and keeps it when it is stopped', async () => {
        const spec = await specOf('echo waiting; sleep 600');
        await runner.start(spec);
        const seen: Uint8Array[] = [];
        let stateThen: string | undefined;
        for await (const chunk of runner.log(spec.handle, {
          offset: 0,
          signal,
        })) {
          seen.push(chunk);
          if (seen.length === 1) {
            stateThen = (await runner.status(spec.handle)).state;
            // Long enough for the engine's follower to fall asleep.
            await new Promise(done => setTimeout(done, 1_500));
            await runner.stop(spec.handle, { graceSeconds: 1 });
          }
        }
        expect(stateThen).toBe('running');
        expect(Buffer.concat(seen).toString()).toBe('waiting\n');
        await runner.remove(spec.handle);
      });

      it('bounds the log and says so, at the same place each time', async () => {
        const { spec, log } = await run(
          'i=0; while [ $i -lt 3000 ]; do echo 0123456789; i=$((i+1)); done',
          { maxLogBytes: 10_000 },
        );
        expect(log.slice(0, 10_000)).toBe(
          '0123456789\n'.repeat(1000).slice(0, 10_000),
        );
        expect(log.slice(10_000)).toBe(
          '\n[The log is longer than 10000 bytes; the rest was left out]\n',
        );
        expect(await logOf(spec.handle, { offset: 10_010 })).toBe(
          log.slice(10_010),
        );
      });

      it('leads containers to the portal with run tokens only, twice in a row', async () => {
        for (const turn of [1, 2]) {
          requests.length = 0;
          const { spec, log } = await run(
            `get() { echo "$1"; wget -q -O - --header "Authorization: $2" "$CO_PORTAL_URL$1" 2>&1; echo; }
         get /git/shop/x.git/info/refs "Bearer dop_run_1_x"
         get /v2/ "Bearer dop_pat_1_x"
         get /api/code/repositories "Bearer dop_run_1_x"
         get /git/../api/access "Bearer dop_run_1_x"
         echo "$CO_PORTAL_PUBLIC_URL"`,
            { network: 'portal', portalUrl: portal },
          );
          expect(log).toContain('from the portal');
          expect(log.match(/403 Forbidden/g)).toHaveLength(3);
          expect(log).toContain(portal);
          expect(requests).toEqual([
            `GET /git/shop/x.git/info/refs Bearer dop_run_1_x ${
              new URL(portal).host
            }`,
          ]);
          expect(turn).toBeLessThan(3);
          await runner.remove(spec.handle);
        }
      });

      it('says what is wrong when it cannot start', async () => {
        const noImage = await specOf('true', {
          program: { component: 'dop/test', version: '1.0.0' },
        });
        await expect(runner.start(noImage)).rejects.toThrow('npm run images');
        const unknown = await specOf('true', {
          program: {
            component: 'dop/test',
            version: '1.0.0',
            image: 'localhost/none@sha256:'.padEnd(86, '0'),
          },
        });
        await expect(runner.start(unknown)).rejects.toThrow('Could not pull');
        expect(
          await newRunner({ socket: '/nowhere.sock' }).availability(),
        ).toMatchObject({
          available: false,
          reason: expect.stringContaining('/nowhere.sock does not answer'),
        });
      });

      // Only root hides files from an engine.
      (process.getuid?.() === 0 ? describe : describe.skip)('as root', () => {
        it('notices an engine that does not see its folders', async () => {
          const hidden = join(folder, 'hidden');
          await mkdir(hidden);
          const away = engine.startAway(hidden);
          try {
            while (
              !(await newRunner({ socket: away.socket }).availability())
                .available
            ) {
              await new Promise(done => setTimeout(done, 50));
            }
            away.makeImage(image);
            const other = newRunner({ socket: away.socket });
            const spec = await specOf('true', {
              workFolder: join(hidden, 'work'),
            });
            await mkdir(spec.workFolder);
            writeFileSync(join(spec.workFolder, 'in.json'), '{}');
            await expect(other.start(spec)).rejects.toThrow(
              'does not see the folders of the portal',
            );
            expect(await other.availability()).toMatchObject({
              available: false,
              reason: expect.stringContaining('dop.dataDirectory'),
            });
            expect(await other.status(spec.handle)).toEqual({
              state: 'unknown',
            });
          } finally {
            await away.stop();
          }
        });
      });
    },
  );
}
