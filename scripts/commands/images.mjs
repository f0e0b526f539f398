// npm run images: builds the images of the shipped components, on a base that is
// made here, pushes them to the built-in registry and records their digests, so
// that the same steps run in containers.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBase } from '../images/buildBase.mjs';
import { findEngine } from '../images/ContainerTool.mjs';
import { recordDigest } from '../images/recordDigest.mjs';
import { fail, say, stage } from '../lib/console.mjs';
import { root, work } from '../lib/setUp.mjs';

const usage = `npm run images -- [options]

  --portal <url>     the portal; default http://localhost:7007
  --registry <host>  its registry as the container engine reaches it; default
                     the portal's host and port
  --token <token>    personal token of an administrator with the scopes api and
                     registry:write; better in the variable DOP_TOKEN
  --base-from <image>  make dop/base-node on this image instead of from Debian's
                     packages, for machines without debootstrap
  --only <names>     components, separated by commas
  --with <tool>      podman, buildah or docker; default the first that works
  --no-push          build only
`;

let options;
try {
  options = parseArgs({
    options: {
      portal: { type: 'string', default: 'http://localhost:7007' },
      registry: { type: 'string' },
      token: { type: 'string', default: process.env.DOP_TOKEN ?? '' },
      'base-from': { type: 'string' },
      only: { type: 'string' },
      with: { type: 'string' },
      'no-push': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }).values;
} catch (error) {
  fail(`${error.message}\n\n${usage}`);
}
if (options.help) {
  say(usage);
  process.exit(0);
}

const portal = new URL(options.portal);
const registry =
  options.registry ??
  `${
    // Names may lead to ::1, where the portal does not listen; a certificate is
    // for the name.
    portal.hostname === 'localhost' && portal.protocol === 'http:'
      ? '127.0.0.1'
      : portal.hostname
  }:${portal.port || (portal.protocol === 'https:' ? 443 : 80)}`;
const push = !options['no-push'];
const only = options.only?.split(',');
const components = readdirSync(join(root, 'components'), {
  withFileTypes: true,
})
  .filter(entry => entry.isDirectory() && (only?.includes(entry.name) ?? true))
  .map(({ name }) => ({
    name,
    folder: join(root, 'components', name),
    version: /^ {2}version: (\S+)$/m.exec(
      readFileSync(join(root, 'components', name, 'component.yaml'), 'utf8'),
    )[1],
  }));

const temporary = mkdtempSync(join(tmpdir(), 'dop-images-'));
try {
  if (push && !options.token) {
    throw new Error(
      'Pushing needs a personal token of an administrator: make one in the portal under Account, with the scopes api and registry:write, and give it in DOP_TOKEN. Or build only, with --no-push.',
    );
  }
  const unknown = only?.find(name => !components.some(it => it.name === name));
  if (unknown) {
    throw new Error(`There is no component ${unknown}`);
  }
  const tool = findEngine({
    name: options.with,
    registry,
    token: options.token,
    secure: portal.protocol === 'https:',
    temporary,
  });
  say(`Images for ${portal.origin}, built with ${tool.name}`);
  await buildBase({ tool, temporary, work, from: options['base-from'] });
  if (push) {
    await stage('Pushing dop/base-node', () =>
      tool.push('dop/base-node', ['latest', process.versions.node]),
    );
  }
  for (const { name, folder, version } of components) {
    await stage(`Building dop/${name} ${version}`, () =>
      tool.build(`dop/${name}`, folder),
    );
    if (push) {
      await stage(`Pushing dop/${name} ${version}`, async () => {
        const digest = await tool.push(`dop/${name}`, [version, 'latest']);
        await recordDigest({
          portal,
          token: options.token,
          name,
          version,
          digest,
        });
      });
    }
  }
  say(
    push
      ? `${
          components.length + 1
        } images are in the registry; steps may now run in containers.`
      : `${components.length + 1} images are built.`,
  );
} catch (error) {
  fail(error.message);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
