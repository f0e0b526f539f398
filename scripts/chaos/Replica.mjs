// A replica as the test holds it: start, signal, ask.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { environment, nodeBinary, root } from '../lib/setUp.mjs';

export class Replica {
  /** @param job - see replicaProcess.mjs */
  static async start(job, log) {
    const replica = new Replica();
    replica.clockMs = job.clockMs ?? 0;
    const errors = openSync(log, 'a');
    replica.child = spawn(
      nodeBinary(),
      [
        '--disable-warning=ExperimentalWarning',
        join(root, 'scripts/chaos/replicaProcess.mjs'),
        JSON.stringify(job),
      ],
      {
        stdio: ['ignore', 'pipe', errors],
        env: environment({ NODE_ENV: 'production', TMPDIR: job.temporary }),
        cwd: root,
      },
    );
    replica.gone = new Promise(resolve => {
      replica.child.on('exit', (code, signal) => {
        replica.ended = { code, signal };
        resolve();
      });
    });
    const first = new Promise((resolve, reject) => {
      let text = '';
      replica.child.stdout.on('data', chunk => {
        text += chunk;
        const [line, ...more] = text.split('\n');
        if (more.length > 0) {
          resolve(JSON.parse(line));
          // Libraries write here as well, of connections that are lost.
          text = `${line}\n`;
        }
      });
      replica.gone.then(() =>
        reject(
          new Error(
            `A replica ended while it started: ${JSON.stringify(
              replica.ended,
            )}, see ${log}`,
          ),
        ),
      );
    });
    ({ port: replica.port } = await first);
    return replica;
  }

  get alive() {
    return this.ended === undefined;
  }

  signal(name) {
    this.child.kill(name);
  }

  /** Ends it; a replica that does not is killed after `timeoutMs`. */
  async end(name, timeoutMs = 60_000) {
    if (this.alive) {
      this.child.kill(name);
      const timer = setTimeout(() => this.child.kill('SIGKILL'), timeoutMs);
      await this.gone;
      clearTimeout(timer);
    }
    return this.ended;
  }

  async ask(method, path, body) {
    return fetch(`http://127.0.0.1:${this.port}/api/pipelines${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
  }
}
