// Runs one contestant in a process of its own and reads its answer.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeBinary } from '../../../scripts/lib/setUp.mjs';

const mark = 'RESULT ';
const folder = join(dirname(fileURLToPath(import.meta.url)), '../contestants');

/**
 * @param name - file in `contestants/`
 * @param job - what it gets; plain JSON
 * @returns what it gave to `answer`
 */
export async function contest(name, job) {
  const child = spawn(
    nodeBinary(),
    [
      '--disable-warning=ExperimentalWarning',
      ...(process.env.DOP_BENCH_NODE_OPTIONS ?? '').split(' ').filter(Boolean),
      join(folder, `${name}.mjs`),
      JSON.stringify(job),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  let output = '';
  let errors = '';
  child.stdout.on('data', chunk => {
    output += chunk;
  });
  child.stderr.on('data', chunk => {
    errors = (errors + chunk).slice(-4_000);
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const line = output.split('\n').findLast(text => text.startsWith(mark));
  if (code !== 0 || !line) {
    throw new Error(
      `${name} ended with code ${code}:\n${errors}${output.slice(-2_000)}`,
    );
  }
  return JSON.parse(line.slice(mark.length));
}

/** In a contestant: its job. */
export function ownJob() {
  return JSON.parse(process.argv[2]);
}

/** In a contestant: ends the process with an answer. */
export function answer(value) {
  process.stdout.write(`${mark}${JSON.stringify(value)}\n`, () =>
    process.exit(0),
  );
}

/** Asks until the answer is true. */
export async function until(what, ask, timeoutMs = 300_000) {
  const end = Date.now() + timeoutMs;
  while (!(await ask())) {
    if (Date.now() > end) {
      throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
