// The engine beside what a user would pick instead, and beside the floors of its
// runners. README.md says what is measured at which settings.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { say } from '../../scripts/lib/console.mjs';
import { startParts } from '../../scripts/lib/parts.mjs';
import { buildFolder } from '../../scripts/lib/setUp.mjs';
import { contest } from './lib/contestant.mjs';
import { durability, withDatabase } from './lib/databases.mjs';
import { fsyncMs } from './lib/fsync.mjs';
import { fillHistory } from './lib/history.mjs';
import { makeImage } from './lib/image.mjs';
import { pushLatencies } from './lib/latency.mjs';
import { installPeers } from './lib/peers.mjs';

const allParts = [
  'sqlite',
  'postgres',
  'process',
  'docker',
  'latency',
  'history',
];

/** Runs of each contestant in one round. */
const runs = {
  sqlite: 1_000,
  postgres: 1_000,
  process: 100,
  docker: 20,
  history: 300,
};
const pushesOfRound = 40;

/** What components look like that ship: a program for Node. */
const program = `import { writeFileSync } from 'node:fs';
writeFileSync(process.env.CO_OUTPUT, JSON.stringify({ n: 1 }));
`;

/**
 * @param args - `--rounds 5`, `--only sqlite,postgres`, `--runs 1000`
 */
export default async function measure(args = []) {
  const { values: options } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', default: allParts.join(',') },
      runs: { type: 'string' },
      build: { type: 'string', default: buildFolder },
    },
  });
  const only = options.only.split(',');
  const unknown = only.filter(part => !allParts.includes(part));
  if (unknown.length > 0) {
    throw new Error(
      `There is no part ${unknown.join(', ')}. Parts: ${allParts.join(', ')}`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'dop-bench-'));
  // Programs of another user have to reach their source.
  await chmod(folder, 0o711);
  const bench = {
    build: options.build,
    runs: part => Number(options.runs ?? runs[part]),
    folder,
    values: new Map(),
  };
  const needsParts = only.some(
    part => part === 'postgres' || part === 'docker',
  );
  // A PostgreSQL that is there already saves the start of another one.
  const parts = needsParts ? await partsOf() : undefined;
  try {
    const contestants = [];
    for (const part of only) {
      contestants.push(...(await contestantsOf[part](bench, parts)));
    }
    for (let round = 1; round <= Number(options.rounds); round += 1) {
      say(
        `  Round ${round}: a write reaches the disk in ${fsyncMs().toFixed(
          2,
        )} ms, load ${loadavg()[0].toFixed(2)}`,
      );
      for (const { name, run } of contestants) {
        const values = await run();
        const all = bench.values.get(name) ?? [];
        all.push(...values);
        bench.values.set(name, all);
        say(
          `    ${name.padEnd(28)} ${
            values.length === 1 ? values[0] : `${values.length} values`
          }  (load ${loadavg()[0].toFixed(1)})`,
        );
      }
    }
  } finally {
    await parts?.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return [...bench.values].map(([name, values]) => ({
    name,
    unit: name.startsWith('latency/') ? 'ms' : 'steps/s',
    values,
  }));
}

async function partsOf() {
  const { DOP_TEST_POSTGRES, DOP_TEST_CONTAINER_SOCKET } = process.env;
  if (DOP_TEST_POSTGRES && DOP_TEST_CONTAINER_SOCKET) {
    return { env: process.env, missing: [], stop: async () => undefined };
  }
  const parts = await startParts();
  return parts;
}

/** Steps per second; what did not do all of its steps is no result. */
function speed(name, count, { seconds, steps }) {
  if (steps !== count * 10) {
    throw new Error(`${name} did ${steps} of ${count * 10} steps`);
  }
  return [Math.round((steps / seconds) * 10) / 10];
}

function contestant(name, file, job) {
  return {
    name,
    run: async () => speed(name, job.runs, await contest(file, job)),
  };
}

function onPostgres(url, name, file, job) {
  return {
    name,
    run: () =>
      withDatabase(url, async postgres =>
        speed(name, job.runs, await contest(file, { ...job, postgres })),
      ),
  };
}

const contestantsOf = {
  async sqlite({ build, runs: runsOf }) {
    const count = runsOf('sqlite');
    const peers = installPeers();
    return [
      contestant('sqlite/dop', 'dop', { build, runs: count }),
      contestant('sqlite/openworkflow', 'openworkflow', {
        peers,
        runs: count,
        concurrency: 10,
      }),
    ];
  },

  async postgres({ build, runs: runsOf }, parts) {
    const count = runsOf('postgres');
    const url = parts.env.DOP_TEST_POSTGRES;
    if (!url) {
      say('  No PostgreSQL here: postgres/* is not measured.');
      return [];
    }
    const { fsync, commit, version } = await durability(url);
    say(
      `  PostgreSQL ${version}: fsync ${fsync}, synchronous_commit ${commit}`,
    );
    if (fsync !== 'on' || commit !== 'on') {
      throw new Error('PostgreSQL must be durable for a fair comparison.');
    }
    const peers = installPeers();
    const job = { peers, runs: count };
    return [
      onPostgres(url, 'postgres/dop', 'dop', { build, runs: count }),
      onPostgres(url, 'postgres/dbos', 'dbos', {
        ...job,
        concurrency: 50,
        pool: 20,
      }),
      onPostgres(url, 'postgres/openworkflow', 'openworkflow', {
        ...job,
        concurrency: 10,
      }),
      onPostgres(url, 'postgres/pg-boss', 'pgBoss', {
        ...job,
        concurrency: 1,
        batchSize: 200,
      }),
    ];
  },

  async process({ build, folder, runs: runsOf }) {
    const parallel = Math.max(2, availableParallelism());
    const sources = join(folder, 'source');
    await mkdir(sources);
    await writeFile(join(sources, 'main.mjs'), program);
    const job = { runner: 'process', parallel, runs: runsOf('process') };
    return [
      contestant('process/dop', 'dop', {
        ...job,
        build,
        sources,
        command: ['node', 'main.mjs'],
        settings: { slots: { process: parallel } },
        // As the portal has it: programs of root's portal are nobody's.
        user: process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined,
      }),
      contestant('process/floor', 'floor', {
        ...job,
        command: ['node', join(sources, 'main.mjs')],
      }),
    ];
  },

  async docker({ build, runs: runsOf }, parts) {
    const socket = parts.env.DOP_TEST_CONTAINER_SOCKET;
    const image = socket && makeImage(parts.env);
    if (!image) {
      say('  No container engine here: docker/* is not measured.');
      return [];
    }
    const parallel = Math.max(2, availableParallelism());
    const job = {
      runner: 'docker',
      socket,
      podman: true,
      image,
      parallel,
      runs: runsOf('docker'),
    };
    return [
      contestant('docker/dop', 'dop', {
        ...job,
        build,
        settings: { slots: { docker: parallel } },
      }),
      contestant('docker/floor', 'floor', job),
    ];
  },

  async latency() {
    return [
      {
        name: 'latency/push-to-first-step',
        run: () => pushLatencies(pushesOfRound),
      },
    ];
  },

  async history({ build, folder, runs: runsOf }) {
    const contestants = [];
    for (const count of [100, 100_000]) {
      const file = join(folder, `history-${count}.sqlite`);
      const job = { build, file, runs: runsOf('history') };
      // Makes the tables and a run to copy.
      await contest('dop', { ...job, runs: 1 });
      const stored = fillHistory(file, count);
      say(`  ${stored} runs are stored for history/${count}`);
      contestants.push(contestant(`history/${count}`, 'dop', job));
    }
    return contestants;
  },
};
