import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  access,
  constants,
  cp,
  mkdir,
  readFile,
  stat,
  writeFile,
} from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  endWithUs,
  home,
  inside,
  Problem,
  run,
  writeOutput,
} from './contract.mjs';
import { findReport } from './findReport.mjs';
import { escape } from './reporter.mjs';
import { partOf, testFiles } from './testFiles.mjs';
import { totals } from './totals.mjs';

const report = join(home, 'outputs', 'junit.xml');

/** Names that would change how this component or Node itself works. */
function environment(extra = {}) {
  const variables = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('CO_')),
  );
  return {
    ...variables,
    HOME: process.env.HOME ?? home,
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    CI: process.env.CI ?? 'true',
    ...extra,
  };
}

/** @returns the exit code; the end of what was printed is kept for the report */
function start(command, arguments_, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = endWithUs(
      spawn(command, arguments_, {
        cwd,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    let tail = '';
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.on('data', chunk => {
        tail = (tail + chunk.toString('utf8')).slice(-20_000);
        if (!to.write(chunk)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, tail }));
  });
}

async function readManifest(project) {
  let text;
  try {
    text = await readFile(join(project, 'package.json'), 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(`package.json is not JSON: ${error.message}`);
  }
}

async function install(project, manifest, mode) {
  const needed =
    Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies })
      .length > 0 && !(await exists(join(project, 'node_modules')));
  if (mode === 'never' || (mode === 'auto' && !needed)) {
    return;
  }
  if (!manifest) {
    throw new Problem('There is no package.json to install from');
  }
  const locked =
    (await exists(join(project, 'package-lock.json'))) ||
    (await exists(join(project, 'npm-shrinkwrap.json')));
  const arguments_ = [locked ? 'ci' : 'install', '--no-audit', '--no-fund'];
  if (!locked) {
    console.log('No package-lock.json: versions may differ from day to day');
  }
  console.log(`$ npm ${arguments_.join(' ')}`);
  const { code } = await npm(arguments_, project);
  if (code !== 0) {
    throw new Problem(`npm ${arguments_[0]} ended with exit code ${code}`);
  }
}

async function npm(arguments_, cwd) {
  try {
    return await start('npm', arguments_, {
      cwd,
      env: environment({ npm_config_update_notifier: 'false' }),
    });
  } catch (error) {
    if (error.code === 'ENOENT') {
      throw new Problem('npm is not installed where this step runs');
    }
    throw error;
  }
}

/** Node's own runner on the files of this part. */
async function runNode(
  project,
  { files: patterns, arguments: more = [], shard, shards },
) {
  const all = await testFiles(project, patterns);
  const files = partOf(all, { shard, shards });
  console.log(
    shards > 1
      ? `${files.length} of ${all.length} test files, part ${shard} of ${shards}`
      : `${all.length} test files`,
  );
  if (files.length === 0) {
    await writeFile(
      report,
      '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites/>\n',
    );
    return { code: 0, none: all.length === 0 };
  }
  const reporter = fileURLToPath(new URL('reporter.mjs', import.meta.url));
  const { code } = await start(
    process.execPath,
    [
      '--test',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${report}`,
      ...more,
      ...files,
    ],
    { cwd: project, env: environment({ NODE_OPTIONS: '' }) },
  );
  return { code, none: false };
}

/** Any npm script; its report is found, or made by Node's runner inside it. */
async function runScript(
  project,
  manifest,
  { script, arguments: more = [], report: wanted },
) {
  const command = manifest?.scripts?.[script];
  if (command === undefined) {
    throw new Problem(
      `package.json has no script ${script}; it has: ${
        Object.keys(manifest?.scripts ?? {}).join(', ') || 'none'
      }`,
    );
  }
  const began = Date.now();
  const reporter = new URL('reporter.mjs', import.meta.url).href;
  const viaNode = join(project, `.node-test-${process.pid}.xml`);
  const env = environment({
    // Only Node's own test runner takes notice of these.
    NODE_OPTIONS: [
      `--test-reporter=spec --test-reporter-destination=stdout`,
      `--test-reporter=${reporter} --test-reporter-destination="${viaNode}"`,
    ].join(' '),
    PATH: [
      join(project, 'node_modules', '.bin'),
      dirname(process.execPath),
      process.env.PATH,
    ].join(delimiter),
    JEST_JUNIT_OUTPUT_FILE: report,
    MOCHA_FILE: report,
    npm_lifecycle_event: script,
  });
  const quoted = more.map(it => ` '${it.replaceAll("'", "'\\''")}'`).join('');
  console.log(`$ ${command}${quoted}`);
  let result;
  try {
    result = await start('npm', ['run', '--silent', script, '--', ...more], {
      cwd: project,
      env,
    });
  } catch (error) {
    if (error.code !== 'ENOENT') {
      throw error;
    }
    // Without npm the script's own line does the same, but for pre and post.
    result = await start('sh', ['-c', `${command}${quoted}`], {
      cwd: project,
      env,
    });
  }
  const code = result.code ?? 1;
  const found = await findReport({ project, wanted, report, viaNode, began });
  if (wanted && !found) {
    throw new Problem(
      `The script ended with exit code ${code} and left no fresh report at ${wanted}`,
    );
  }
  if (!found) {
    console.log(
      'The script left no JUnit report: the script itself counts as one test',
    );
    await writeFile(
      report,
      reportOfScript(script, code, result.tail, Date.now() - began),
    );
  }
  return { code, none: false };
}

function reportOfScript(script, code, tail, milliseconds) {
  const name = escape(`npm run ${script}`);
  const failure =
    code === 0
      ? ''
      : `<failure message="exit code ${code}">${escape(tail)}</failure>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites><testsuite name="${name}"><testcase name="${name}" classname="npm" time="${
    milliseconds / 1000
  }">${failure}</testcase></testsuite></testsuites>
`;
}

/** The source itself where it may be written to, else a copy of it. */
async function workingCopy(source) {
  try {
    await access(source, constants.W_OK);
    return source;
  } catch {
    const copy = join(
      home,
      `copy-${createHash('sha256').update(source).digest('hex').slice(0, 8)}`,
    );
    await cp(source, copy, { recursive: true, verbatimSymlinks: true });
    return copy;
  }
}

async function exists(path) {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

await run(async input => {
  const {
    source,
    path = '.',
    script,
    shard = 1,
    shards = 1,
    allowNone = false,
  } = input;
  if (shard > shards) {
    throw new Problem(`There is no part ${shard} of ${shards}`);
  }
  if (script && (shards > 1 || input.files)) {
    throw new Problem(
      "`files` and `shards` are for Node's own runner. Give the script its own options in `arguments`, such as --shard=1/4.",
    );
  }
  if (!script && input.report) {
    throw new Problem(
      '`report` says where a script leaves its report: give `script` too',
    );
  }
  const project = inside(await workingCopy(inside(home, source.path)), path);
  if (!(await exists(project)) || !(await stat(project)).isDirectory()) {
    throw new Problem(`There is no folder ${path} in the source`);
  }
  await mkdir(dirname(report), { recursive: true });
  const manifest = await readManifest(project);
  await install(project, manifest, input.install ?? 'auto');
  const { code, none } = script
    ? await runScript(project, manifest, input)
    : await runNode(project, { ...input, shard, shards });

  if (!(await exists(report))) {
    throw new Problem(
      `The test runner ended with exit code ${code} and left no report`,
    );
  }
  const counts = await totals(report);
  await writeOutput({ report: { path: 'outputs/junit.xml' }, ...counts });
  console.log(
    `${counts.tests} tests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
  );
  if (none) {
    console.log(
      allowNone
        ? 'No tests found'
        : 'Error: no tests found. Set `files`, or `allowNone` if that is right.',
    );
    return allowNone ? 0 : 1;
  }
  return code === 0 && counts.failed > 0 ? 1 : code ?? 1;
});
