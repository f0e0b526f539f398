import { spawn } from 'node:child_process';
import { mkdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  endWithUs,
  home,
  inside,
  Problem,
  run,
  writeOutput,
} from './contract.mjs';

const fullCommit = /^[0-9a-f]{40}$/;

/**
 * Variables for Git. The run token goes by the environment, and only to the
 * portal: the command line is visible to everybody and configuration would stay
 * in the tree.
 */
async function gitEnvironment(repository) {
  const settings = [
    ['protocol.version', '2'],
    ['http.followRedirects', 'false'],
    ['core.autocrlf', 'false'],
    ['init.defaultBranch', 'main'],
    ['gc.auto', '0'],
    ['advice.detachedHead', 'false'],
  ];
  const { CO_PORTAL_URL: portal, NODE_EXTRA_CA_CERTS: authority } = process.env;
  if (portal && authority) {
    settings.push([`http.${new URL(portal).origin}/.sslCAInfo`, authority]);
  }
  if (portal && process.env.CO_TOKEN_FILE && isBelow(repository, portal)) {
    const token = (await readFile(process.env.CO_TOKEN_FILE, 'utf8')).trim();
    const basic = Buffer.from(`run:${token}`).toString('base64');
    settings.push([
      `http.${new URL(portal).origin}/.extraHeader`,
      `Authorization: Basic ${basic}`,
    ]);
  }
  const environment = {
    PATH: process.env.PATH,
    HOME: home,
    LANG: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: 'http:https',
    GIT_CONFIG_COUNT: String(settings.length),
  };
  settings.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return environment;
}

function isBelow(url, portal) {
  return new URL(url).origin === new URL(portal).origin;
}

/** In a container the portal has another address than the one that people use. */
function reachable(repository) {
  const { CO_PORTAL_URL: portal, CO_PORTAL_PUBLIC_URL: shown } = process.env;
  const url = new URL(repository);
  if (portal && shown && url.origin === new URL(shown).origin) {
    return new URL(portal).origin + url.pathname;
  }
  return url.toString();
}

function git(arguments_, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = endWithUs(
      spawn('git', arguments_, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    let out = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      out = (out + text).slice(0, 100_000);
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      errors = (errors + text).slice(-10_000);
    });
    child.on('error', error =>
      reject(
        error.code === 'ENOENT'
          ? new Problem('git is not installed where this step runs')
          : error,
      ),
    );
    child.on('close', code => resolve({ ok: code === 0, out, errors }));
  });
}

async function must(arguments_, options) {
  const result = await git(arguments_, options);
  if (!result.ok) {
    throw new Problem(`git ${arguments_[0]} failed:\n${result.errors.trim()}`);
  }
  return result.out;
}

/**
 * Fetches `commit`. A server that does not hand out bare commits is asked for
 * all branches and tags instead.
 */
async function fetchCommit(url, { commit, depth }, options) {
  const limit = depth > 0 ? [`--depth=${depth}`] : [];
  const first = await git(
    ['fetch', '--quiet', '--no-tags', ...limit, url, commit],
    options,
  );
  if (first.ok) {
    return 'FETCH_HEAD';
  }
  if (
    fullCommit.test(commit) &&
    /unadvertised object|not our ref/.test(first.errors)
  ) {
    console.log('The server gives no single commits: fetching all branches');
    await must(
      [
        'fetch',
        '--quiet',
        url,
        '+refs/heads/*:refs/all/*',
        '+refs/tags/*:refs/tags/*',
      ],
      options,
    );
    const known = await git(['cat-file', '-e', `${commit}^{commit}`], options);
    if (known.ok) {
      return commit;
    }
  }
  throw new Problem(
    `Could not fetch ${commit} from ${url}:\n${first.errors.trim()}`,
  );
}

await run(async input => {
  const { commit, depth = 1, path = '.', history = false } = input;
  const repository = new URL(input.repository);
  if (repository.username || repository.password) {
    throw new Problem(
      'The address holds a user name or password. Take it out: it would be shown in logs.',
    );
  }
  if (!/^[A-Za-z0-9]/.test(commit)) {
    throw new Problem(`Not a commit, branch or tag: ${commit}`);
  }
  if (history && path !== '.') {
    throw new Problem('`history` keeps the whole repository: leave `path` out');
  }
  const url = reachable(repository.toString());
  const checkout = join(home, 'outputs', history ? 'tree' : 'checkout');
  await mkdir(checkout, { recursive: true });
  const options = { cwd: checkout, env: await gitEnvironment(url) };

  const started = Date.now();
  await must(['init', '--quiet'], options);
  const head = await fetchCommit(url, { commit, depth }, options);
  await must(['checkout', '--quiet', '--force', '--detach', head], options);
  const [sha, ...message] = (
    await must(['log', '-1', '--format=%H%n%s'], options)
  ).split('\n');
  console.log(
    `Checked out ${sha} in ${((Date.now() - started) / 1000).toFixed(1)} s: ${
      message[0]
    }`,
  );
  if (await exists(join(checkout, '.gitmodules'))) {
    console.log('Submodules are not fetched: their folders stay empty');
  }

  if (history) {
    await must(['remote', 'add', 'origin', repository.toString()], options);
    await rm(join(checkout, '.git', 'FETCH_HEAD'), { force: true });
  } else {
    await rm(join(checkout, '.git'), { recursive: true });
    const chosen = inside(checkout, path);
    if (!(await exists(chosen)) || !(await stat(chosen)).isDirectory()) {
      throw new Problem(`There is no folder ${path} in ${sha}`);
    }
    inside(await realpath(checkout), await realpath(chosen));
    await rename(chosen, join(home, 'outputs', 'tree'));
    await rm(checkout, { recursive: true, force: true });
  }
  await writeOutput({
    tree: { path: 'outputs/tree' },
    commit: sha,
    message: message[0].slice(0, 500),
  });
});

async function exists(path) {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
