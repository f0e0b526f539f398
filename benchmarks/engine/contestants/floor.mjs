// The floor of a runner: a bare loop of the same parallelism that does for each
// step what cannot be left out, and nothing else.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, mkdir } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answer, ownJob } from '../lib/contestant.mjs';
import { steps as graph } from '../lib/graph.mjs';

const job = ownJob();
const folder = await mkdtemp(join(tmpdir(), 'dop-bench-floor-'));
const total = job.runs * graph.length;
const step = job.runner === 'docker' ? container : program;
let next = 0;
let steps = 0;
const begin = performance.now();
await Promise.all(
  Array.from({ length: job.parallel }, async () => {
    while (next < total) {
      const work = join(folder, String(next));
      next += 1;
      await mkdir(work, { mode: 0o777 });
      await step(work);
      if (JSON.parse(await readFile(join(work, 'out.json'), 'utf8')).n === 1) {
        steps += 1;
      }
    }
  }),
);
const seconds = (performance.now() - begin) / 1000;
await rm(folder, { recursive: true, force: true });
answer({ seconds, steps, runs: job.runs });

async function program(work) {
  const [command, ...args] = job.command;
  const child = spawn(command, args, {
    cwd: work,
    env: { PATH: process.env.PATH, CO_OUTPUT: join(work, 'out.json') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}

/** Create, start, wait, remove: less than this is no container whose end is known. */
async function container(work) {
  const { Id } = await call('POST', '/containers/create', {
    Image: `${job.image.name}@${job.image.digest}`,
    Cmd: job.command,
    Env: ['CO_OUTPUT=/co/out.json'],
    HostConfig: {
      Mounts: [{ Type: 'bind', Source: work, Target: '/co' }],
      NetworkMode: 'none',
    },
  });
  await call('POST', `/containers/${Id}/start`);
  await call(
    'POST',
    job.podman
      ? `/v4.0.0/libpod/containers/${Id}/wait?condition=stopped&condition=exited&interval=20ms`
      : `/containers/${Id}/wait?condition=not-running`,
  );
  await call('DELETE', `/containers/${Id}?force=true`);
}

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        socketPath: job.socket,
        method,
        path,
        headers: body ? { 'content-type': 'application/json' } : {},
      },
      response => {
        let text = '';
        response.on('data', chunk => {
          text += chunk;
        });
        response.on('end', () => {
          if (response.statusCode >= 400) {
            reject(new Error(`${method} ${path}: ${text}`));
          } else {
            resolve(text.startsWith('{') ? JSON.parse(text) : undefined);
          }
        });
      },
    );
    sent.on('error', reject);
    sent.end(body && JSON.stringify(body));
  });
}
