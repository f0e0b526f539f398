import { Problem, run, writeOutput } from './contract.mjs';
import { Registry } from './Registry.mjs';

const name =
  /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;

/**
 * Lets the target hold what a manifest names: the manifests of an index, config
 * and layers of an image.
 *
 * @returns the manifest, which is not in the target yet
 */
async function bring(registry, from, to, digest) {
  const found = await registry.manifest(from, digest);
  if (!found) {
    throw new Problem(`There is no image ${from}@${digest} for this run`);
  }
  if (from === to) {
    return found;
  }
  const { manifests = [], config, layers = [] } = JSON.parse(found.bytes);
  for (const child of manifests) {
    const inner = await bring(registry, from, to, child.digest);
    await registry.putManifest(to, inner.digest, inner);
  }
  // A layer with addresses of its own is fetched from there, by whoever runs it.
  const blobs = [config, ...layers].filter(blob => blob && !blob.urls?.length);
  for (const blob of blobs) {
    if (
      !(await registry.hasBlob(to, blob.digest)) &&
      !(await registry.mount(to, blob.digest, from))
    ) {
      throw new Problem(`${to} cannot take ${blob.digest} from ${from}`);
    }
  }
  console.log(
    `${digest.slice(0, 19)}: ${manifests.length} images, ${
      blobs.length
    } files are there`,
  );
  return found;
}

await run(async ({ image, to, tag = image.tag }) => {
  if (!process.env.CO_PORTAL_URL) {
    throw new Problem('CO_PORTAL_URL is not set: there is no registry');
  }
  const { repository: from, digest } = image;
  if (!name.test(from)) {
    throw new Problem(
      `${from} is no repository of the portal's registry, such as shop/checkout`,
    );
  }
  const registry = new Registry({
    url: process.env.CO_PORTAL_URL,
    shownAs: process.env.CO_PORTAL_PUBLIC_URL,
    tokenFile: process.env.CO_TOKEN_FILE,
  });
  registry.want(from, 'pull');
  registry.want(to, 'pull,push');
  const manifest = await bring(registry, from, to, digest);
  await registry.putManifest(to, tag ?? digest, manifest);
  console.log(`${from}@${digest} is now ${to}${tag ? `:${tag}` : ' as well'}`);
  await writeOutput({
    image: { repository: to, digest, ...(tag ? { tag } : {}) },
  });
});
