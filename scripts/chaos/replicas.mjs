// Two and three replicas of pipelines on one PostgreSQL, with process runner,
// container engine and everything else that they have in the portal; and what
// goes wrong with all of it.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { say, seconds } from '../lib/console.mjs';
import { startContainerEngine, startPostgres } from '../lib/parts.mjs';
import { buildFolder, nodeBinary, root } from '../lib/setUp.mjs';
import { makeImage } from './image.mjs';
import { faults } from './faults.mjs';
import { openNeighbours } from './neighbours.mjs';
import { openProxy } from './proxy.mjs';
import { Replica } from './Replica.mjs';
import { unfinished, violationsOf } from './verify.mjs';

const { Client } = createRequire(join(root, 'package.json'))('pg');
const leaseSeconds = 5;
/** Longer than a lease and than a put-off event, on a machine that is busy. */
const quietMs = 600_000;
/** Pushes under way at once. */
const pace = 6;

/** Of 100 pushes; what starts programs is rarer, because it is slow. */
const mixture = [
  ...Array(80).fill('quick'),
  ...Array(14).fill('process'),
  ...Array(5).fill('cancelled'),
  'container',
];
/** Each round begins with some of each kind, and more where it matters. */
const someOfEach = ['container', 'process', 'cancelled', 'container'];

/**
 * @param options.runs - at least so many
 * @param options.only - a word that the names of the wanted faults contain
 * @returns how often each fault was made, runs and violations
 */
export async function disturbReplicas({ runs, only }) {
  const place = await Place.open();
  const names = Object.keys(faults).filter(
    name => !only || name.includes(only),
  );
  const made = {};
  const violations = [];
  place.violation = text => violations.push(text);
  let pushed = 0;
  try {
    // Each fault once, and of many runs each twice.
    const rounds = names.length * (runs > 1_000 ? 2 : 1);
    const batch = Math.max(8, Math.ceil(runs / rounds));
    for (let round = 0; pushed < runs || round < names.length; round += 1) {
      const name = names[round % names.length];
      await place.scale(2 + ((Math.floor(round / names.length) + round) % 2));
      const begin = Date.now();
      const before = violations.length;
      const { pushes, happened } = await place.round(faults[name], batch);
      pushed += pushes.length;
      if (happened) {
        made[name] = (made[name] ?? 0) + 1;
      }
      violations.push(...(await place.check(pushes)));
      say(
        `  ${String(pushed).padStart(6)} runs  ${seconds(
          Date.now() - begin,
        ).padStart(6)}  ${place.replicas.length} replicas  ${name}${
          happened ? '' : ' (not on this machine)'
        }, last ${place.waitedFor}${
          violations.length > before
            ? `: ${violations.length - before} VIOLATIONS`
            : ''
        }`,
      );
      violations.slice(before).forEach(text => say(`      ${text}`));
      if (violations.length - before > 20) {
        say('  It goes no further with so much wrong.');
        break;
      }
    }
  } catch (error) {
    violations.push(`It could not go on: ${error.stack}`);
    say(`  ${violations.at(-1)}`);
  } finally {
    await place.close(violations.length > 0);
  }
  return {
    faults: Object.values(made).reduce((sum, count) => sum + count, 0),
    kinds: made,
    runs: pushed,
    violations,
  };
}

class Place {
  replicas = [];
  leaseMs = leaseSeconds * 1_000;

  static async open() {
    const place = new Place();
    place.folder = mkdtempSync(join(tmpdir(), 'dop-chaos-'));
    chmodSync(place.folder, 0o755);
    const at = name => {
      const path = join(place.folder, name);
      mkdirSync(path);
      return path;
    };
    place.postgres = await startPostgres(at('postgres'));
    if (!place.postgres) {
      throw new Error('PostgreSQL is missing: apt-get install postgresql.');
    }
    place.proxy = await openProxy(place.postgres.port);
    const disk = at('disk');
    // From a private folder each replica copies Node to where programs find it.
    const size = 96 * 2 ** 20 + 4 * statSync(nodeBinary()).size;
    const mounted =
      process.getuid?.() === 0 &&
      spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', disk])
        .status === 0;
    place.disk = mounted ? disk : undefined;
    place.mounted = mounted ? disk : undefined;
    chmodSync(disk, 0o755);
    place.data = join(disk, 'data');
    place.temporary = join(disk, 'tmp');
    place.outside = at('outside');
    for (const path of [place.data, place.temporary]) {
      mkdirSync(path);
    }
    chmodSync(place.temporary, 0o777);
    chmodSync(place.outside, 0o777);
    place.containers = await startContainerEngine(at('engine'));
    const image = place.containers && makeImage(place.containers.env);
    place.image = image;
    place.neighbours = await openNeighbours({
      folder: at('neighbours'),
      outside: place.outside,
      image,
    });
    place.database = async () => {
      const client = new Client(place.postgres.url);
      client.on('error', () => {});
      await client.connect();
      return client;
    };
    place.log = join(place.folder, 'replicas.log');
    return place;
  }

  job(changes = {}) {
    const url = new URL(this.postgres.url);
    url.port = String(this.proxy.port);
    return {
      build: buildFolder,
      postgres: url.toString(),
      data: this.data,
      temporary: this.temporary,
      neighbours: this.neighbours.url,
      records: this.neighbours.records,
      leaseSeconds,
      containerSocket: this.containers?.env.DOP_TEST_CONTAINER_SOCKET,
      ...changes,
    };
  }

  async scale(count) {
    while (this.replicas.length > count) {
      await this.replicas.pop().end('SIGTERM');
    }
    const missing = count - this.replicas.length;
    this.replicas.push(
      ...(await Promise.all(
        Array.from({ length: missing }, () =>
          Replica.start(this.job(), this.log),
        ),
      )),
    );
  }

  /** Another one in the place of one that has ended. */
  async restart(old, changes) {
    const replica = await Replica.start(this.job(changes), this.log);
    this.replicas[this.replicas.indexOf(old)] = replica;
    return replica;
  }

  /** Pushes a batch, while the fault happens. */
  async round(fault, count) {
    const pushes = [];
    const open = [];
    let over = false;
    const happening = fault(this)
      .then(happened => happened !== false)
      .finally(() => {
        over = true;
      });
    happening.catch(() => {});
    const pusher = async () => {
      while (pushes.length < count || (!over && pushes.length < count * 3)) {
        const kind =
          someOfEach[pushes.length] ??
          mixture[Math.floor(Math.random() * mixture.length)];
        const push = this.neighbours.push(
          kind === 'container' && !this.image ? 'quick' : kind,
        );
        pushes.push(push);
        open.push(
          this.#deliver(push).then(() =>
            kind === 'cancelled' ? this.#cancel(push) : undefined,
          ),
        );
        // Some are late: what was pushed after them comes before them.
        if (Math.random() < 0.8) {
          await open.at(-1);
        }
        await wait(Math.random() * 30);
      }
    };
    await Promise.all(Array.from({ length: pace }, pusher));
    await Promise.all(open);
    return { pushes, happened: await happening };
  }

  /** As an outbox does it: until somebody takes it, and sometimes twice. */
  async #deliver(push) {
    const deadline = Date.now() + quietMs;
    let times = Math.random() < 0.2 ? 2 : 1;
    await wait(Math.random() < 0.2 ? Math.random() * 500 : 0);
    while (times > 0) {
      const tries = Array.from({ length: times }, () => this.#post(push));
      times -= (await Promise.all(tries)).filter(Boolean).length;
      if (times > 0) {
        if (Date.now() > deadline) {
          throw new Error('No replica takes an event any more.');
        }
        await wait(50);
      }
    }
  }

  async #post(push) {
    try {
      const response = await this.#some().ask('POST', '/events', push);
      return response.status === 204;
    } catch {
      return false;
    }
  }

  #some() {
    return this.replicas[Math.floor(Math.random() * this.replicas.length)];
  }

  /** Somebody cancels the run of a push, soon after it has begun. */
  async #cancel({ data }) {
    const deadline = Date.now() + quietMs;
    while (Date.now() < deadline) {
      await wait(200 + Math.random() * 800);
      try {
        const runs = await this.#some().ask(
          'GET',
          `/runs?repositoryId=${data.repositoryId}&limit=200`,
        );
        const { items } = await runs.json();
        const run = items.find(({ commit }) => commit === data.after);
        if (run) {
          const answer = await this.#some().ask(
            'POST',
            `/runs/${run.id}/cancel`,
            {},
          );
          if (answer.ok || answer.status === 409) {
            return;
          }
        }
      } catch {
        // No replica answers just now.
      }
    }
    throw new Error(`The run of ${data.after} could not be cancelled.`);
  }

  /** Waits until nothing is under way, and looks whether all is right. */
  async check(pushes) {
    const database = await this.database();
    try {
      const deadline = Date.now() + quietMs;
      let left;
      do {
        await wait(200);
        left = await unfinished(database);
        this.lastLeft = Object.keys(left).filter(name => left[name] > 0);
        if (this.lastLeft.length > 0) {
          this.waitedFor = this.lastLeft.join(', ');
        }
      } while (
        Object.values(left).some(count => count > 0) &&
        Date.now() < deadline
      );
      // Whoever let a container or a folder go has a moment for it.
      let found;
      for (let tries = 0; tries < 20; tries += 1) {
        found = await violationsOf({
          database,
          neighbours: this.neighbours,
          pushes,
          since: this.checked ?? '',
          replica: this.replicas[0],
          folders: this,
        });
        if (found.length === 0) {
          break;
        }
        await wait(500);
      }
      const { rows } = await database.query('SELECT max(id) id FROM runs');
      this.checked = rows[0].id ?? '';
      return found;
    } finally {
      await database.end();
    }
  }

  /** Names of containers of these replicas that the engine has. */
  containersWith(prefix) {
    return this.containers ? this.containers.list(prefix) : [];
  }

  async close(keep) {
    await Promise.all(this.replicas.map(replica => replica.end('SIGTERM')));
    await this.neighbours?.close();
    await this.proxy?.close();
    await this.postgres?.stop();
    await this.containers?.stop();
    // The supervisor of the programs ends when its folder is gone.
    if (this.mounted) {
      spawnSync('umount', ['--lazy', this.mounted]);
    }
    if (keep) {
      say(`  Left for looking at: ${this.log}`);
    } else {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }
}
