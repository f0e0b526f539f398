// npm run chaos [-- --rounds 5] [-- --json]
// Kills the portal with SIGKILL at random moments while pushes run, starts it
// again, and then checks from outside: every push has its run, every run has
// ended, every attempt started its program once, no line of a log is lost or
// doubled, no process is left. Ends with `{faults, runs, violations, seconds}`.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fail, say } from '../lib/console.mjs';
import { until } from '../lib/client.mjs';
import {
  becomeAdministrator,
  clone,
  createGroup,
  finishedRun,
} from '../lib/journey.mjs';
import { freePort, startPortal } from '../lib/portal.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  fail(`--rounds takes a whole number from 1 on, not ${values.rounds}.`);
}
const lines = 40;
const begin = Date.now();
const violations = [];
const data = await mkdtemp(join(tmpdir(), 'dop-chaos-'));
// Outside of the portal, and writable by whoever the steps run as.
const outside = await mkdtemp(join(tmpdir(), 'dop-outside-'));
chmodSync(outside, 0o777);
mkdirSync(data, { recursive: true });
const port = await freePort();
const options = { data, port, log: join(data, 'portal.log') };

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
  const repository = await client.get('/api/code/repositories/chaos/counting');
  working = await clone(client, repository);

  for (let round = 1; round <= rounds; round += 1) {
    const { commit } = await working.push(
      'round',
      () => `${round}\n`,
      `Round ${round}`,
    );
    commits.push(commit);
    await wait(Math.random() * 1_500);
    portal.child.kill('SIGKILL');
    faults += 1;
    await portal.exit;
    portal = startPortal(options);
    await portal.ready();
    say(`  round ${round} of ${rounds}: killed and back`);
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
  const { items } = await client.get('/api/pipelines/runs', {
    repositoryId: repository.id,
    limit: 200,
  });
  if (rounds < 200 && items.length !== rounds) {
    violations.push(`${rounds} pushes, ${items.length} runs`);
  }
  await until('The end of all steps', () => leftOver() === '', {
    timeoutMs: 10_000,
  }).catch(() => {
    violations.push(`Processes left: ${leftOver()}`);
  });
} finally {
  await working?.remove();
  await portal.stop();
}

/** Processes that still work for this data folder, but for the portal itself. */
function leftOver() {
  return spawnSync('pgrep', ['-af', outside], {
    encoding: 'utf8',
  }).stdout.trim();
}

for (const violation of violations) {
  say(`  VIOLATION ${violation}`);
}
const result = {
  faults,
  runs: commits.length,
  violations: violations.length,
  seconds: Math.round((Date.now() - begin) / 1000),
};
say(
  `  ${faults} kills, ${result.runs} runs, ${result.violations} violations, ${result.seconds} s`,
);
if (violations.length === 0) {
  await rm(data, { recursive: true, force: true });
  await rm(outside, { recursive: true, force: true });
} else {
  say(`  Left for looking at: ${data}`);
  process.exitCode = 1;
}
if (values.json) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
