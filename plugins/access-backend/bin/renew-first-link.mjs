#!/usr/bin/env node
// Asks a running portal for a new first link, by a file in its data folder that
// only the portal's user can write. Prints the answer.
//
//   node renew-first-link.mjs <data folder>     (dop.dataDirectory)

import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const waitMs = 15_000;
const [dataDirectory] = process.argv.slice(2);
if (!dataDirectory || !existsSync(dataDirectory)) {
  process.stderr.write(
    `Name the portal's data folder (dop.dataDirectory); ${
      dataDirectory ? `${dataDirectory} is not there` : 'none was given'
    }.\n`,
  );
  process.exit(2);
}
const folder = join(dataDirectory, 'access');
const link = join(folder, 'first-link');
const request = join(folder, 'first-link.renew');
const written = () => (existsSync(link) ? statSync(link).mtimeMs : 0);

mkdirSync(folder, { recursive: true, mode: 0o700 });
const before = written();
writeFileSync(request, '', { mode: 0o600 });

const deadline = Date.now() + waitMs;
while (written() <= before && Date.now() < deadline) {
  await new Promise(resolve => setTimeout(resolve, 100));
}
if (written() > before) {
  const answer = readFileSync(link, 'utf8');
  process.stdout.write(answer);
  if (!answer.startsWith('http')) {
    rmSync(link);
    process.exitCode = 1;
  }
} else {
  process.stderr.write(
    'The portal did not answer. Start it: it prints a new link as soon as it runs.\n',
  );
  process.exitCode = 1;
}
