import { spawn } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  endWithUs,
  home,
  inside,
  Problem,
  run,
  writeOutput,
} from './contract.mjs';

const refused = /^(?:CO_.*|LD_.*|PATH|NODE_OPTIONS|OUTPUT_.*)$/;
const mostBytes = 256 * 1024;

function checked(env = {}) {
  for (const name of Object.keys(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new Problem(`Not a name of a variable: ${JSON.stringify(name)}`);
    }
    if (refused.test(name)) {
      throw new Problem(`The variable ${name} may not be set by a workflow`);
    }
  }
  return env;
}

function execute(shell, script, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = endWithUs(
      spawn(shell, ['-e', '-c', script], {
        cwd,
        env,
        stdio: ['ignore', 'inherit', 'inherit'],
      }),
    );
    child.on('error', error =>
      reject(
        error.code === 'ENOENT'
          ? new Problem(`${shell} is not installed where this step runs`)
          : error,
      ),
    );
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
}

/** A JSON object; numbers and booleans become text, as in a shell. */
async function readValues(file) {
  let text;
  try {
    if ((await stat(file)).size > mostBytes) {
      throw new Problem(
        '$OUTPUT_VALUES is over 256 KiB. Leave large things in $OUTPUT_FILES.',
      );
    }
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') {
      return {};
    }
    throw error;
  }
  if (text.trim() === '') {
    return {};
  }
  let values;
  try {
    values = JSON.parse(text);
  } catch (error) {
    throw new Problem(`$OUTPUT_VALUES is not JSON: ${error.message}`);
  }
  if (values === null || typeof values !== 'object' || Array.isArray(values)) {
    throw new Problem(
      '$OUTPUT_VALUES must hold a JSON object, such as {"version": "1.2.3"}',
    );
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (!['string', 'number', 'boolean'].includes(typeof value)) {
        throw new Problem(
          `The value ${name} in $OUTPUT_VALUES must be text, a number or a boolean`,
        );
      }
      return [name, String(value)];
    }),
  );
}

await run(async ({ script, shell = 'sh', source, path = '.', env }) => {
  const cwd = source
    ? inside(inside(home, source.path), path)
    : join(home, 'script');
  if (source) {
    await stat(cwd).catch(() => {
      throw new Problem(`There is no folder ${path} in the source`);
    });
  } else {
    await mkdir(cwd, { recursive: true });
  }
  const files = join(home, 'outputs', 'files');
  const report = join(home, 'outputs', 'report', 'junit.xml');
  const valuesFile = join(home, 'values.json');
  await mkdir(files, { recursive: true });
  await mkdir(dirname(report), { recursive: true });
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !['CO_INPUT', 'CO_OUTPUT', 'CO_DATA'].includes(name),
    ),
  );
  const { code, signal } = await execute(shell, script, {
    cwd,
    env: {
      ...inherited,
      ...checked(env),
      OUTPUT_VALUES: valuesFile,
      OUTPUT_FILES: files,
      OUTPUT_REPORT: report,
    },
  });

  const values = await readValues(valuesFile);
  const output = { values };
  if ((await readdir(files)).length > 0) {
    output.files = { path: 'outputs/files' };
  } else {
    await rm(files, { recursive: true });
  }
  if (
    await lstat(report).then(
      found => found.isFile(),
      () => false,
    )
  ) {
    output.report = { path: 'outputs/report/junit.xml' };
  }
  await writeOutput(output);
  if (signal) {
    console.error(`Error: the script was ended by ${signal}`);
    return 1;
  }
  if (code !== 0) {
    console.error(`Error: the script ended with exit code ${code}`);
  }
  return code;
});
