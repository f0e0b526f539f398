// Runs the programs of process attempts and outlives the portal. One for each
// host and data folder; it has its own session, speaks JSON lines over a unix
// socket and needs nothing but Node.
//
//   node supervisor.mjs <folder> <socket> <idle seconds> <version>
//
// The portal that starts it says of which version it is. A portal of another one
// goes on with it while programs run, which needs every operation to keep its
// meaning; after the last of them it makes room for the portal's own.
//
// Under <folder>/attempts/<handle>/ it keeps: start.json (written before the
// program starts, so that nobody ever starts it twice), raw.log if it wrote any,
// exit.json.
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';

const [folder, socketPath, idleSeconds = '600', version = ''] =
  process.argv.slice(2);
const attemptsFolder = join(folder, 'attempts');
const handlePattern = /^[A-Za-z0-9-]{1,63}$/;
/** After the program itself is gone, so long may its output still be read. */
const drainMs = 2_000;
/** What a full disk did not take is written again after so long. */
const againMs = 500;
/** Becoming the supervisor takes far less; whoever holds the lock longer hangs. */
const lockMs = 60_000;
/** Attempts that this supervisor started and that have not ended, by handle. */
const running = new Map();
/** Who waits for the end of an attempt, by handle. */
const waiters = new Map();
const connections = new Set();
let lastUse = Date.now();
/** A portal of another version is here. */
let leaving = false;

function pathOf(handle, name) {
  if (!handlePattern.test(handle)) {
    throw new Error(`Not a handle: ${handle}`);
  }
  return name
    ? join(attemptsFolder, handle, name)
    : join(attemptsFolder, handle);
}

/**
 * Whole or not at all, whoever is killed. Whether it is on the disk nobody
 * waits for: after a power cut the program is gone as well, and an outcome that
 * the database does not have yet is made again.
 */
function writeWhole(path, content) {
  const temporary = `${path}.new`;
  writeFileSync(temporary, content, { mode: 0o600 });
  renameSync(temporary, path);
}

/** @returns undefined for none, and for one that a power cut left empty */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') {
      throw error;
    }
  }
}

/** How many processes there were since the host started, and the newest one's id. */
function forks() {
  const [, count] = /^processes (\d+)$/m.exec(
    readFileSync('/proc/stat', 'utf8'),
  );
  const newest = readFileSync('/proc/loadavg', 'utf8').trim().split(' ').at(-1);
  return { count: Number(count), newest: Number(newest) };
}

/**
 * Ids that processes got since then: few, while the host lists thousands. All of
 * them where the ids may have begun anew meanwhile, or nobody knows.
 */
function newProcesses(since) {
  const now = since && forks();
  const many = now && now.count - since.count;
  const begunAnew =
    !since ||
    now.newest < since.newest ||
    many > Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8')) / 4;
  if (!begunAnew && many < 200) {
    return Array.from(
      { length: now.newest - since.newest },
      (_, index) => since.newest + 1 + index,
    );
  }
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => begunAnew || pid > since.newest);
}

/**
 * Kills what left the program's process group but carries the attempt's handle
 * in its environment.
 *
 * @param since - `forks()` before the program started
 */
function killStrays(handle, since) {
  if (process.platform !== 'linux') {
    return;
  }
  const mark = `DOP_ATTEMPT=${handle}`;
  for (let round = 0; round < 5; round += 1) {
    let found = false;
    for (const entry of newProcesses(since)) {
      if (entry === process.pid) {
        continue;
      }
      try {
        const environment = readFileSync(`/proc/${entry}/environ`, 'latin1');
        if (environment.split('\0').includes(mark)) {
          process.kill(entry, 'SIGKILL');
          found = true;
        }
      } catch {
        // It ended meanwhile, or is not ours.
      }
    }
    if (!found) {
      return;
    }
  }
}

/** An attempt has ended when that is written: on a full disk, later. */
function finish(handle, exit) {
  try {
    writeWhole(pathOf(handle, 'exit.json'), JSON.stringify(exit));
  } catch {
    if (existsSync(pathOf(handle))) {
      setTimeout(() => finish(handle, exit), againMs);
      return;
    }
    // Somebody removed its folder: nobody asks for it any more.
  }
  running.delete(handle);
  lastUse = Date.now();
  for (const notify of waiters.get(handle) ?? []) {
    notify({ state: 'exited', exit });
  }
  waiters.delete(handle);
  leaveIfDone();
}

function status(handle) {
  const exit = readJson(pathOf(handle, 'exit.json'));
  if (exit) {
    return exit.gone
      ? { state: 'gone', reason: exit.gone }
      : { state: 'exited', exit };
  }
  if (running.has(handle)) {
    return { state: 'running' };
  }
  return { state: 'unknown' };
}

/** Writes output to the raw log, up to the limit; the rest is read and dropped. */
function keepOutput(stream, file, maxBytes) {
  let size = 0;
  let dropped = false;
  stream.on('data', chunk => {
    const kept =
      size + chunk.length > maxBytes
        ? chunk.subarray(0, Math.max(0, maxBytes - size))
        : chunk;
    size += kept.length;
    let at = 0;
    try {
      while (at < kept.length) {
        at += writeSync(file, kept, at);
      }
    } catch {
      // A full disk must not end the program or this supervisor.
      dropped = true;
    }
    dropped ||= kept.length < chunk.length;
  });
  return {
    end() {
      closeSync(file);
      return { dropped, size };
    },
  };
}

function start(request) {
  const { handle, command, cwd, env, uid, gid, timeoutSeconds, maxLogBytes } =
    request;
  if (existsSync(pathOf(handle, 'start.json'))) {
    return { already: true, status: status(handle) };
  }
  mkdirSync(pathOf(handle), { recursive: true, mode: 0o700 });
  // All that a full disk may refuse comes before the program.
  const log = openSync(pathOf(handle, 'raw.log'), 'a', 0o600);
  try {
    writeWhole(
      pathOf(handle, 'start.json'),
      JSON.stringify({ command, cwd, supervisor: process.pid }),
    );
  } catch (error) {
    closeSync(log);
    throw error;
  }
  const startedAt = new Date().toISOString();
  const before = process.platform === 'linux' ? forks() : undefined;
  let child;
  try {
    // The shell joins both streams in one pipe, which keeps their order.
    child = spawn('/bin/sh', ['-c', 'exec "$@" 2>&1', 'sh', ...command], {
      cwd,
      env: { ...env, DOP_ATTEMPT: handle },
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      ...(uid === undefined ? {} : { uid, gid }),
    });
  } catch (error) {
    closeSync(log);
    finish(handle, notStarted(startedAt, error));
    return { already: false, status: status(handle) };
  }
  const attempt = { pid: child.pid, cause: undefined, timers: [] };
  running.set(handle, attempt);
  const output = keepOutput(child.stdout, log, maxLogBytes);
  child.once('error', error => {
    if (child.pid === undefined) {
      output.end();
      finish(handle, notStarted(startedAt, error));
    }
  });
  child.once('exit', (code, signal) => {
    attempt.timers.forEach(clearTimeout);
    signalGroup(child.pid, 'SIGKILL');
    killStrays(handle, before);
    const drained = new Promise(resolve => {
      // The output may have ended before the program.
      if (child.stdout.closed) {
        resolve();
        return;
      }
      const timer = setTimeout(() => {
        child.stdout.destroy();
        resolve();
      }, drainMs);
      child.stdout.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    drained.then(() => {
      const { dropped, size } = output.end();
      finish(handle, {
        ...(code === null ? {} : { code }),
        ...(signal === null ? {} : { signal }),
        ...(attempt.cause ? { cause: attempt.cause } : {}),
        ...(dropped ? { logDropped: true } : {}),
        logBytes: size,
        startedAt,
        endedAt: new Date().toISOString(),
      });
    });
  });
  if (child.pid !== undefined) {
    attempt.timers.push(
      setTimeout(() => stop(handle, 10, 'timeout'), timeoutSeconds * 1000),
    );
  }
  return { already: false, status: { state: 'running' } };
}

function notStarted(startedAt, error) {
  return {
    cause: 'notStarted',
    message: `The program did not start: ${error.message}`,
    startedAt,
    endedAt: new Date().toISOString(),
  };
}

function stop(handle, graceSeconds, cause = 'stopped') {
  const attempt = running.get(handle);
  if (!attempt) {
    return;
  }
  attempt.cause ??= cause;
  if (graceSeconds > 0) {
    signalGroup(attempt.pid, 'SIGTERM');
    attempt.timers.push(
      setTimeout(() => signalGroup(attempt.pid, 'SIGKILL'), graceSeconds * 1e3),
    );
  } else {
    signalGroup(attempt.pid, 'SIGKILL');
  }
}

function ended(handle, notify) {
  const now = status(handle);
  if (now.state !== 'running') {
    notify(now);
    return;
  }
  waiters.set(handle, [...(waiters.get(handle) ?? []), notify]);
}

async function remove(handle) {
  stop(handle, 0);
  await new Promise(resolve => ended(handle, resolve));
  rmSync(pathOf(handle), { recursive: true, force: true });
}

function list(prefix) {
  return readdirSync(attemptsFolder).filter(name => name.startsWith(prefix));
}

async function answer(request, reply) {
  switch (request.op) {
    case 'hello':
      leaving ||= request.version !== version;
      leaveIfDone();
      return { leaves: leaving && running.size === 0 };
    case 'start':
      return start(request);
    case 'status':
      return status(request.handle);
    case 'wait':
      ended(request.handle, value => reply({ value }));
      return undefined;
    case 'stop':
      stop(request.handle, request.graceSeconds);
      return {};
    case 'remove':
      await remove(request.handle);
      return {};
    case 'list':
      return { handles: list(request.prefix) };
    case 'shutdown':
      setImmediate(shutDown);
      return {};
    default:
      throw new Error(`Unknown operation ${request.op}`);
  }
}

function serve(connection) {
  connections.add(connection);
  lastUse = Date.now();
  let buffered = '';
  connection.setEncoding('utf8');
  connection.on('error', () => connection.destroy());
  connection.on('close', () => {
    connections.delete(connection);
    lastUse = Date.now();
  });
  connection.on('data', text => {
    buffered += text;
    const lines = buffered.split('\n');
    buffered = lines.pop();
    for (const line of lines) {
      const request = JSON.parse(line);
      const reply = message => {
        if (!connection.destroyed) {
          connection.write(
            `${JSON.stringify({ id: request.id, ...message })}\n`,
          );
        }
      };
      answer(request, reply).then(
        value => value && reply({ value }),
        error => reply({ error: error.message }),
      );
    }
  });
}

/**
 * What an earlier supervisor left without an exit: its end cannot be known, so
 * it is ended for good and never started again.
 */
function adoptLeftovers() {
  for (const handle of list('')) {
    if (!existsSync(pathOf(handle, 'start.json'))) {
      rmSync(pathOf(handle), { recursive: true, force: true });
    } else if (!readJson(pathOf(handle, 'exit.json'))) {
      killStrays(handle);
      writeWhole(
        pathOf(handle, 'exit.json'),
        JSON.stringify({
          gone: 'The supervisor of this host ended while the program ran',
        }),
      );
    }
  }
}

function shutDown() {
  for (const handle of running.keys()) {
    stop(handle, 0);
    killStrays(handle);
  }
  try {
    unlinkSync(socketPath);
  } catch {
    // Somebody removed the folder.
  }
  process.exit(0);
}

/** Who asked meanwhile without an answer is told to ask the next one. */
function leaveIfDone() {
  if (leaving && running.size === 0) {
    setImmediate(() => {
      if (running.size === 0) {
        connections.forEach(one => one.write('{"bye":true}\n'));
        shutDown();
      }
    });
  }
}

function isAlive(pid) {
  if (!(pid > 0)) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Whether somebody answers on the socket. */
function answered() {
  return new Promise(resolve => {
    const connection = connect(socketPath);
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}

/** Takes the lock, which has its owner in it from the first moment on. */
function takeLock(lock) {
  const own = `${lock}.${process.pid}`;
  try {
    writeFileSync(own, String(process.pid), { mode: 0o600 });
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error;
    }
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Only one supervisor at a time looks whether there is one, and becomes it. */
async function becomeTheOne() {
  const lock = join(folder, 'supervisor.lock');
  const until = Date.now() + lockMs;
  while (!takeLock(lock)) {
    let stale = false;
    try {
      const pid = Number(readFileSync(lock, 'utf8'));
      const age = Date.now() - statSync(lock).mtimeMs;
      stale = !isAlive(pid) || age > lockMs;
    } catch {
      // Released meanwhile.
    }
    if (stale) {
      rmSync(lock, { force: true });
    } else if (Date.now() > until) {
      return false;
    } else {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
  try {
    if (await answered()) {
      return false;
    }
    rmSync(socketPath, { force: true });
    adoptLeftovers();
    await new Promise((resolve, reject) => {
      const server = createServer(serve);
      server.once('error', reject);
      server.listen(socketPath, resolve);
    });
    return true;
  } finally {
    rmSync(lock, { force: true });
  }
}

process.umask(0o077);
process.on('SIGHUP', () => {});
process.on('SIGPIPE', () => {});
process.on('SIGTERM', shutDown);
mkdirSync(attemptsFolder, { recursive: true, mode: 0o700 });
if (!(await becomeTheOne())) {
  process.exit(0);
}
setInterval(() => {
  const idleMs = Date.now() - lastUse;
  const idle =
    running.size === 0 &&
    connections.size === 0 &&
    idleMs > Number(idleSeconds) * 1000;
  if (idle || !existsSync(attemptsFolder)) {
    shutDown();
  }
}, Math.min(10_000, Number(idleSeconds) * 500));
