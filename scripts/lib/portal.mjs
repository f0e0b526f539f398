// Starts the production build as one process and knows when it is ready.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { get } from 'node:http';
import { get as getSecurely } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildFolder, environment, nodeBinary, root, work } from './setUp.mjs';

/** A port that is free now. */
export async function freePort() {
  const server = createServer();
  await new Promise(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address();
  await new Promise(resolve => {
    server.close(resolve);
  });
  return port;
}

/** Whether something listens on the port already. */
export async function portTaken(port, host = '127.0.0.1') {
  const server = createServer();
  return new Promise(resolve => {
    server.once('error', error => resolve(error.code === 'EADDRINUSE'));
    server.listen(port, host, () => server.close(() => resolve(false)));
  });
}

/**
 * Starts the portal.
 *
 * @param options.data - data folder
 * @param options.port - TCP port on 127.0.0.1
 * @param options.log - file that takes the log
 * @param options.verbose - whether the log is shown as well
 * @param options.onMessage - takes what the portal says to the person at the
 * terminal, which is in no log: the link of the first start
 * @param options.memory - MiB of JavaScript heap at most. Without a bound Node
 * collects garbage late and lets the process grow; the portal itself needs less
 * than a third of the default.
 * @param options.env - more environment variables
 * @param options.configuration - what the person's own files say
 * (`readConfiguration`); address and listener come from there
 * @returns the process, its address, and `ready()`, which waits for readiness
 */
export function startPortal({
  data,
  port,
  log,
  verbose = false,
  onMessage,
  memory = 512,
  env = {},
  configuration,
}) {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const url = configuration?.url ?? `http://localhost:${port}`;
  const secure = configuration?.secure ?? false;
  const child = spawn(
    nodeBinary(),
    [
      `--max-old-space-size=${memory}`,
      join(buildFolder, 'packages', 'backend'),
      '--config',
      join(root, 'app-config.yaml'),
      ...(configuration?.paths ?? []).flatMap(path => ['--config', path]),
    ],
    {
      cwd: root,
      env: environment({
        NODE_ENV: 'production',
        DOP_TERMINAL_FD: '3',
        LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
        APP_CONFIG_app_baseUrl: JSON.stringify(url),
        APP_CONFIG_backend_baseUrl: JSON.stringify(url),
        APP_CONFIG_backend_listen_port: String(port),
        ...(secure && !configuration.discovery
          ? // The certificate is for the portal's name, not for 127.0.0.1.
            {
              APP_CONFIG_discovery_endpoints: JSON.stringify([
                { target: `${url}/api/{{pluginId}}`, plugins: ['*'] },
              ]),
            }
          : {}),
        // The app of this build, which a later build does not pull away.
        APP_CONFIG_app_packageName: JSON.stringify(
          join(buildFolder, 'packages', 'app'),
        ),
        APP_CONFIG_dop_dataDirectory: JSON.stringify(data),
        ...(configuration?.sqlite ?? true
          ? {
              APP_CONFIG_backend_database_connection_directory: JSON.stringify(
                join(data, 'database'),
              ),
            }
          : {}),
        APP_CONFIG_techdocs_publisher_local_publishDirectory: JSON.stringify(
          join(data, 'techdocs'),
        ),
        ...env,
      }),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  child.stdio[3].on('data', chunk => onMessage?.(String(chunk)));
  let tail = '';
  const target = log ? createWriteStream(log, { flags: 'a' }) : undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      tail = (tail + chunk).slice(-8_000);
      target?.write(chunk);
      if (verbose) {
        process.stdout.write(chunk);
      }
    });
  }
  let ended = false;
  const exit = new Promise(resolve => {
    child.on('exit', (code, signal) => {
      ended = true;
      resolve({ code, signal });
    });
  });

  async function ready(timeoutMs = 120_000) {
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline) {
      if (ended) {
        throw new Error(`The portal ended while it started:\n${tail}`);
      }
      if (await answers()) {
        return;
      }
      await wait(200);
    }
    throw new Error(
      `The portal was not ready after ${timeoutMs / 1000} s:\n${tail}`,
    );
  }

  /** Whether the process says that it is ready, whoever vouches for its name. */
  function answers() {
    const host = configuration?.host ?? '127.0.0.1';
    const local = ['0.0.0.0', '::', ''].includes(host) ? 'localhost' : host;
    return new Promise(resolve => {
      const options = {
        host: local,
        port,
        path: '/.backstage/health/v1/readiness',
        headers: { host: new URL(url).host },
        rejectUnauthorized: false,
        timeout: 5_000,
      };
      (secure ? getSecurely : get)(options, response => {
        response.resume();
        resolve(response.statusCode === 200);
      })
        .on('timeout', function giveUp() {
          this.destroy();
        })
        // Not listening yet.
        .on('error', () => resolve(false));
    });
  }

  async function stop() {
    if (!ended) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await exit;
      clearTimeout(timer);
    }
  }

  return { child, url, port, data, ready, stop, exit, output: () => tail };
}

export const defaultData = join(work, 'data');
