// The component contract: where input and output are, and how to end. The same
// file lies in every component, so that each folder is whole by itself.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** The work folder; every path in input and output is relative to it. */
export const home = resolve(process.env.CO_HOME ?? '.');

/** Something that the user can repair. Its message is all that the log shows. */
export class Problem extends Error {}

/** Absolute path of `path` in `folder`; refuses what leads out of it. */
export function inside(folder, path) {
  const absolute = resolve(folder, path);
  const way = relative(folder, absolute);
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    throw new Problem(
      `The path ${JSON.stringify(path)} leads out of its folder`,
    );
  }
  return absolute;
}

export async function readInput() {
  const file = process.env.CO_INPUT;
  if (!file) {
    throw new Problem(
      'CO_INPUT is not set: this program is started by DOP, see README.md',
    );
  }
  return JSON.parse(await readFile(file, 'utf8'));
}

/** Written aside and renamed: a half file is never taken for the output. */
export async function writeOutput(values) {
  const file = process.env.CO_OUTPUT;
  await writeFile(`${file}.part`, `${JSON.stringify(values, undefined, 2)}\n`);
  await rename(`${file}.part`, file);
}

const children = new Set();

/** Ends `child` when this program is asked to end. */
export function endWithUs(child) {
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

/** Runs `main` with the input; its result is the exit code, 0 if there is none. */
export async function run(main) {
  // As first process of a container there is no default action for signals.
  for (const [signal, number] of [
    ['SIGTERM', 15],
    ['SIGINT', 2],
  ]) {
    process.once(signal, () => {
      children.forEach(child => child.kill(signal));
      process.exit(128 + number);
    });
  }
  try {
    process.exitCode = (await main(await readInput())) ?? 0;
  } catch (error) {
    console.error(error instanceof Problem ? `Error: ${error.message}` : error);
    process.exitCode = 1;
  }
}
