// An image with nothing but a shell, which does what the program of processes does.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { linesOfProgram } from './neighbours.mjs';

const busybox = ['/bin/busybox', '/usr/bin/busybox'].find(existsSync);

/** @returns name and digest; undefined if this machine lacks what it takes */
export function makeImage(env) {
  if (!env.DOP_TEST_BUILDAH || !busybox) {
    return undefined;
  }
  const run = (program, ...parameters) =>
    execFileSync(program, parameters, {
      env: { ...process.env, ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const name = 'localhost/dop-chaos';
  const script = `i=0; while [ $i -lt ${linesOfProgram} ]; do i=$((i+1)); echo "line $i"; sleep 0.05; done; echo '{"n":1}' > $CO_OUTPUT`;
  const container = run('buildah', 'from', 'scratch');
  run('buildah', 'copy', '-q', container, busybox, '/bin/sh');
  run('buildah', 'copy', '-q', container, busybox, '/bin/sleep');
  run(
    'buildah',
    'config',
    '--entrypoint',
    JSON.stringify(['/bin/sh', '-c', script]),
    container,
  );
  run('buildah', 'commit', '-q', container, `${name}:1`);
  run('buildah', 'rm', container);
  const [{ Digest }] = JSON.parse(
    run('podman', 'image', 'inspect', `${name}:1`),
  );
  return { name, digest: Digest };
}
