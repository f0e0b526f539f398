// npm run bench [-- NAME [--json] [options of the benchmark]]
// Names the benchmarks of benchmarks/, or runs one. With --json the last thing on
// stdout is one document `{measurements: [{name, unit, values}]}`; the verdict
// is the reader's.
import { globSync } from 'node:fs';
import { loadavg, cpus } from 'node:os';
import { dirname, join, basename } from 'node:path';
import { fail, say } from '../lib/console.mjs';
import { root } from '../lib/setUp.mjs';

const args = process.argv.slice(2);
const json = args.includes('--json');
const name = args.find(arg => !arg.startsWith('-'));
// What is left is the benchmark's own.
const own = args.filter(arg => arg !== '--json' && arg !== name);
const names = globSync('benchmarks/*/run.mjs', { cwd: root })
  .map(file => basename(dirname(file)))
  .sort();
const list = `There are: ${names.join(', ')}. For example: npm run bench -- ${
  names[0]
} --json`;
if (!name) {
  say(`  Which benchmark? ${list}`);
  process.exit(0);
}
if (!names.includes(name)) {
  fail(`There is no benchmark ${name}. ${list}`);
}
say(
  `  ${cpus().length} cores, load ${loadavg()[0].toFixed(
    2,
  )} before the benchmark`,
);
const { default: measure } = await import(
  join(root, 'benchmarks', name, 'run.mjs')
);
const measurements = await measure(own);
for (const { name: what, unit, values: found } of measurements) {
  const sorted = [...found].sort((a, b) => a - b);
  say(
    `  ${what.padEnd(32)} median ${
      sorted[Math.floor(sorted.length / 2)]
    } ${unit} of ${sorted.length}`,
  );
}
if (json) {
  process.stdout.write(`${JSON.stringify({ measurements })}\n`);
}
