// npm run chaos [-- --runs 120] [-- --kills 9] [-- --only clock] [-- --json]
// Makes trouble while runs are under way, and looks whether the engine keeps its
// promises. Two places: replicas of pipelines on one PostgreSQL, which are killed,
// frozen, cut off and more (scripts/chaos/faults.mjs), and the whole portal on
// SQLite, which is killed between a push and the end of its run. After each fault
// every run must have ended, no outcome be recorded twice, no attempt be without
// an owner, the outbox be empty, and no process or container be left. Ends with
// `{faults, runs, violations, seconds}`, and `found` says what was wrong.
import { parseArgs } from 'node:util';
import { killPortal } from '../chaos/portal.mjs';
import { disturbReplicas } from '../chaos/replicas.mjs';
import { fail, say } from '../lib/console.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '120' },
    kills: { type: 'string', default: '9' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
for (const name of ['runs', 'kills']) {
  if (!/^\d+$/.test(values[name])) {
    fail(`--${name} takes a whole number from 0 on, not ${values[name]}.`);
  }
}
const begin = Date.now();
const parts = [];
if (Number(values.runs) > 0) {
  say('Replicas on one PostgreSQL');
  parts.push(
    await disturbReplicas({
      runs: Number(values.runs),
      only: values.only,
    }).catch(error => fail(error.message)),
  );
}
if (Number(values.kills) > 0 && !values.only) {
  say('The whole portal on SQLite');
  parts.push(await killPortal({ rounds: Number(values.kills) }));
}
const sum = name => parts.reduce((total, part) => total + part[name], 0);
const violations = parts.flatMap(part => part.violations);
for (const violation of violations) {
  say(`  VIOLATION ${violation}`);
}
const result = {
  faults: sum('faults'),
  runs: sum('runs'),
  violations: violations.length,
  seconds: Math.round((Date.now() - begin) / 1000),
  ...(violations.length > 0 && { found: violations }),
};
say(
  `  ${result.faults} faults, ${result.runs} runs, ${result.violations} violations, ${result.seconds} s`,
);
if (violations.length > 0) {
  process.exitCode = 1;
}
if (values.json) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
