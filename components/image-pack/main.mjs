import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { home, inside, Problem, run, writeOutput } from './contract.mjs';
import { assemble } from './image.mjs';
import { writeLayer } from './layer.mjs';
import { Registry } from './Registry.mjs';

/** `dop/base-node`, `dop/base-node:22` or `dop/base-node@sha256:…` */
function parseReference(text) {
  const [, name, tag, digest] =
    /^([a-z0-9._/-]+)(?::([A-Za-z0-9_][A-Za-z0-9._-]*))?(?:@(sha256:[a-f0-9]{64}))?$/.exec(
      text,
    ) ?? [];
  if (!name) {
    throw new Problem(
      `Not a base image: ${text}. It must be in the portal's registry, such as dop/base-node.`,
    );
  }
  if (/^[^/]*\.[^/]*\/|^localhost\//.test(name)) {
    throw new Problem(
      `${text} is in another registry. This version takes base images only from the portal's own: copy it there first, with skopeo for example.`,
    );
  }
  return { name, reference: digest ?? tag ?? 'latest' };
}

/** Manifest and config of the base for one platform; undefined if there is none. */
async function readBase(registry, text, platform) {
  const { name, reference } = parseReference(text);
  registry.want(name, 'pull');
  let found = await registry.manifest(name, reference);
  if (!found) {
    return undefined;
  }
  let manifest = JSON.parse(found.bytes);
  if (Array.isArray(manifest.manifests)) {
    const [os, architecture] = platform.split('/');
    const chosen = manifest.manifests.find(
      it =>
        it.platform?.os === os && it.platform?.architecture === architecture,
    );
    if (!chosen) {
      throw new Problem(`${text} has no image for ${platform}`);
    }
    found = await registry.manifest(name, chosen.digest);
    manifest = JSON.parse(found.bytes);
  }
  const config = JSON.parse(await registry.blob(name, manifest.config.digest));
  const own = `${config.os}/${config.architecture}`;
  if (own !== platform) {
    throw new Problem(`${text} is for ${own}, not for ${platform}`);
  }
  return { name, digest: found.digest, manifest, config };
}

/** Makes `repository` hold a layer of the base: it has it, mounts it or gets a copy. */
async function bring(registry, repository, base, layer) {
  if (await registry.hasBlob(repository, layer.digest)) {
    return 'there';
  }
  if (await registry.mount(repository, layer.digest, base.name)) {
    return 'mounted';
  }
  const file = join(home, 'outputs', '.layer');
  await registry.download(base.name, layer.digest, file);
  await registry.push(repository, { ...layer, file });
  await rm(file);
  return 'copied';
}

async function pushMissing(registry, repository, blob) {
  if (await registry.hasBlob(repository, blob.digest)) {
    return 'there';
  }
  await registry.push(repository, blob);
  return 'pushed';
}

const short = digest => digest.slice(0, 19);
const mebibytes = bytes => `${(bytes / 1024 / 1024).toFixed(2)} MiB`;

await run(async given => {
  const input = {
    path: '.',
    whenBaseMissing: 'fail',
    user: '1000',
    workingDir: '/app',
    compression: 'none',
    created: '1970-01-01T00:00:00Z',
    ...given,
  };
  const { repository, tag } = input;
  const platform =
    input.platform ?? `linux/${process.arch === 'arm64' ? 'arm64' : 'amd64'}`;
  if (!process.env.CO_PORTAL_URL) {
    throw new Problem(
      'CO_PORTAL_URL is not set: there is no registry to push to',
    );
  }
  const source = inside(inside(home, input.source.path), input.path);
  await stat(source).catch(() => {
    throw new Problem(`There is nothing at ${input.path} in the source`);
  });
  const registry = new Registry({
    url: process.env.CO_PORTAL_URL,
    shownAs: process.env.CO_PORTAL_PUBLIC_URL,
    tokenFile: process.env.CO_TOKEN_FILE,
  });

  const base = input.base
    ? await readBase(registry, input.base, platform)
    : undefined;
  if (input.base && !base) {
    const missing = `The registry has no base image ${input.base}. An administrator makes the shipped ones with \`npm run images\`.`;
    if (input.whenBaseMissing === 'fail') {
      throw new Problem(missing);
    }
    console.log(`${missing} Packing the files alone.`);
  }
  registry.want(repository, 'pull,push');

  await mkdir(join(home, 'outputs'), { recursive: true });
  const file = join(home, 'outputs', '.application');
  const layer = await writeLayer(source, file, {
    target: input.workingDir,
    exclude: input.exclude,
    gzip: input.compression === 'gzip',
  });
  console.log(
    `Layer ${short(layer.digest)}: ${layer.files} files, ${mebibytes(
      layer.size,
    )}`,
  );
  for (const below of base?.manifest.layers ?? []) {
    const how = await bring(registry, repository, base, below);
    console.log(
      `Base layer ${short(below.digest)}: ${mebibytes(below.size)}, ${how}`,
    );
  }
  const how = await pushMissing(registry, repository, { ...layer, file });
  console.log(`Application layer ${short(layer.digest)}: ${how}`);
  await rm(file);

  const { config, manifest, mediaType } = assemble({
    base,
    layer,
    input,
    platform,
  });
  await pushMissing(registry, repository, config);
  await registry.putManifest(repository, tag, {
    bytes: manifest.bytes,
    mediaType,
  });
  console.log(`Pushed ${repository}:${tag} as ${manifest.digest}`);
  await writeOutput({
    image: { repository, digest: manifest.digest, tag },
    onBase: base !== undefined,
    ...(base ? { baseDigest: base.digest } : {}),
  });
});
