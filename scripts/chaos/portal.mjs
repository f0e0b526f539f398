// The whole portal, killed at each named point of an attempt and at random moments
// of a push and its run, or ended with SIGTERM, and started again. Then checked from outside:
// every push has one run, every run has ended once, every attempt started its
// program once, no line of a log is lost or doubled, no process is left.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { say } from '../lib/console.mjs';
import { until } from '../lib/client.mjs';
import {
  becomeAdministrator,
  clone,
  createGroup,
  endStates,
  finishedRun,
} from '../lib/journey.mjs';
import { freePort, startPortal } from '../lib/portal.mjs';

const lines = 40;
const killAt = fileURLToPath(new URL('./killAt.cjs', import.meta.url));

/** How the portal ends, one round after the other: at a point, or at any moment. */
const ends = [
  ...[
    'beforeHandleSaved',
    'handleSaved',
    'spawned',
    'exited',
    'collecting',
    'committed',
  ].map(point => ({ point, signal: 'SIGKILL' })),
  { signal: 'SIGKILL' },
  { signal: 'SIGKILL' },
  { signal: 'SIGTERM' },
];

/** @returns faults, runs and a sentence for each violation */
export async function killPortal({ rounds }) {
  const violations = [];
  const data = await mkdtemp(join(tmpdir(), 'dop-chaos-'));
  // Outside of the portal, and writable by whoever the steps run as.
  const outside = await mkdtemp(join(tmpdir(), 'dop-outside-'));
  chmodSync(outside, 0o777);
  const port = await freePort();
  const armed = join(data, 'kill-at');
  const options = {
    data,
    port,
    log: join(data, 'portal.log'),
    env: { NODE_OPTIONS: `--require ${killAt}`, DOP_CHAOS_KILL_AT: armed },
  };

  const workflow = `apiVersion: dop/v1
kind: Workflow
metadata: { name: counting }
spec:
  triggers: { push: { branches: [main] } }
  steps:
    count:
      uses: dop/shell@1
      with:
        script: |
          echo start >> ${outside}/$COMMIT
          i=1
          while [ $i -le ${lines} ]; do
            echo "line $i"
            i=$((i + 1))
            sleep 0.02
          done
        env: { COMMIT: '\${{ trigger.commit }}' }
`;

  let portal = startPortal(options);
  let faults = 0;
  let working;
  const commits = [];
  try {
    await portal.ready();
    const client = await becomeAdministrator(portal, {
      name: 'ada',
      displayName: 'Ada',
      password: 'correct horse battery staple',
    });
    await createGroup(client, 'chaos', 'Chaos');
    await client.post('/api/code/repositories', {
      namespace: 'chaos',
      name: 'counting',
      trust: 'protectedRefs',
    });
    await client.post('/api/code/repositories/chaos/counting/commits', {
      branch: 'main',
      message: 'Begin [skip ci]',
      files: [
        {
          path: '.dop/counting.yaml',
          content: Buffer.from(workflow).toString('base64'),
        },
        { path: 'round', content: Buffer.from('0\n').toString('base64') },
      ],
    });
    const repository = await client.get(
      '/api/code/repositories/chaos/counting',
    );
    working = await clone(client, repository);

    for (let round = 1; round <= rounds; round += 1) {
      const git = args => client.git(args, { cwd: working.folder });
      await writeFile(join(working.folder, 'round'), `${round}\n`);
      await git(['commit', '--quiet', '--all', '-m', `Round ${round}`]);
      commits.push(await git(['rev-parse', 'HEAD']));
      const { point, signal } = ends[(round - 1) % ends.length];
      if (point) {
        // The runs before go on from where they were killed, past this point.
        await Promise.all(
          commits
            .slice(0, -1)
            .map(commit => finishedRun(client, repository, commit)),
        );
        await writeFile(armed, point);
      }
      const push = () => git(['push', '--quiet', 'origin', 'HEAD']);
      const pushed = push().then(
        () => true,
        () => false,
      );
      const delay = Math.round(Math.random() * 2_000);
      if (!point) {
        await wait(delay);
        portal.child.kill(signal);
      }
      faults += 1;
      const asked = Date.now();
      const hung = setTimeout(() => portal.child.kill('SIGKILL'), 30_000);
      await portal.exit;
      clearTimeout(hung);
      await rm(armed, { force: true });
      if (Date.now() - asked >= 30_000) {
        violations.push(
          `Round ${round}: the portal did not end at ${point ?? signal}`,
        );
      }
      const whole = await pushed;
      portal = startPortal(options);
      await portal.ready();
      if (!whole) {
        // The client was told so; it pushes again, as a person would.
        await push();
      }
      say(
        `  round ${round} of ${rounds}: ${signal} ${
          point ? `at ${point}` : `after ${delay} ms`
        }${whole ? '' : ', while the push ran'}, and back`,
      );
    }

    for (const commit of commits) {
      const run = await finishedRun(client, repository, commit).catch(error => {
        violations.push(`The run of ${commit} did not end: ${error.message}`);
      });
      if (!run) {
        continue;
      }
      if (run.state !== 'succeeded') {
        violations.push(
          `Run #${run.number} ${run.state}: ${run.steps[0]?.reason}`,
        );
      }
      const { items: events } = await client.get(
        `/api/pipelines/runs/${run.id}/events`,
      );
      const ends = events.filter(
        event => event.type === 'run.state' && endStates.includes(event.state),
      ).length;
      if (ends !== 1) {
        violations.push(`Run #${run.number} ended ${ends} times`);
      }
      const attempts = run.steps[0].attempts;
      const file = join(outside, commit);
      const starts = existsSync(file)
        ? readFileSync(file, 'utf8').trim().split('\n').length
        : 0;
      if (starts !== attempts.length) {
        violations.push(
          `Run #${run.number}: ${attempts.length} attempts, ${starts} starts`,
        );
      }
      const last = attempts.at(-1);
      const response = await client.request(
        'GET',
        `/api/pipelines/runs/${run.id}/steps/count/attempts/${last.number}/log.txt`,
      );
      const found = (await response.text())
        .split('\n')
        .filter(line => line.startsWith('line '))
        .join(',');
      const expected = Array.from(
        { length: lines },
        (_, index) => `line ${index + 1}`,
      ).join(',');
      if (found !== expected) {
        violations.push(
          `Run #${run.number}: its log has other lines than the program wrote`,
        );
      }
    }
    const runs = await allRuns(client, repository);
    for (const commit of commits) {
      const { length } = runs.filter(run => run.commit === commit);
      if (length !== 1) {
        violations.push(`The push of ${commit} has ${length} runs`);
      }
    }
    if (runs.length !== rounds) {
      violations.push(`${rounds} pushes, ${runs.length} runs`);
    }
    await until('The end of all steps', () => !leftOver({ outside, data }), {
      timeoutMs: 10_000,
    }).catch(() => {
      violations.push(`Processes left: ${leftOver({ outside, data })}`);
    });
  } finally {
    await working?.remove();
    await portal.stop();
  }
  if (violations.length === 0) {
    await rm(data, { recursive: true, force: true });
    await rm(outside, { recursive: true, force: true });
  } else {
    say(`  Left for looking at: ${data}`);
  }
  return { faults, runs: commits.length, violations };
}

async function allRuns(client, repository) {
  const found = [];
  let cursor;
  do {
    const page = await client.get('/api/pipelines/runs', {
      repositoryId: repository.id,
      limit: 200,
      cursor,
    });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}

/** Steps, and the git of pushes that were cut off; portal and supervisor live on. */
function leftOver({ outside, data }) {
  const { stdout } = spawnSync('ps', ['axww', '-o', 'command=', 'e'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout
    .split('\n')
    .filter(
      line =>
        line.includes(outside) || (/^\S*git/.test(line) && line.includes(data)),
    )
    .map(line => line.slice(0, 200))
    .join('; ');
}
