// An image with nothing but a shell.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const busybox = ['/bin/busybox', '/usr/bin/busybox'].find(existsSync);

/** @returns undefined if this machine lacks what it takes */
export function makeImage(env) {
  if (!env.DOP_TEST_BUILDAH || !busybox) {
    return undefined;
  }
  const run = (program, ...args) =>
    execFileSync(program, args, {
      env: { ...process.env, ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const name = 'localhost/dop-benchmark';
  const container = run('buildah', 'from', 'scratch');
  run('buildah', 'copy', '-q', container, busybox, '/bin/sh');
  run(
    'buildah',
    'config',
    '--entrypoint',
    `["/bin/sh","-c","echo '{\\"n\\":1}' > $CO_OUTPUT"]`,
    container,
  );
  run('buildah', 'commit', '-q', container, `${name}:1`);
  run('buildah', 'rm', container);
  const [{ Digest }] = JSON.parse(
    run('podman', 'image', 'inspect', `${name}:1`),
  );
  return { name, digest: Digest };
}
