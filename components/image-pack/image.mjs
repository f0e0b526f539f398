import { createHash } from 'node:crypto';

const oci = 'application/vnd.oci.image';
const prefix = 'org.opencontainers.image';

/** Bytes with their digest, as the registry knows them. */
export function asBlob(value) {
  const bytes = Buffer.from(JSON.stringify(value));
  return {
    bytes,
    size: bytes.length,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  };
}

/**
 * Config and manifest of the image: the base's, with the layer on top. Nothing
 * in them depends on when or where this runs.
 */
export function assemble({ base, layer, input, platform }) {
  const {
    tag,
    repository,
    created,
    workingDir,
    user,
    port,
    command,
    entrypoint,
  } = input;
  const revision =
    input.revision ?? (/^[0-9a-f]{40}$/.test(tag) ? tag : undefined);
  const described = defined({
    [`${prefix}.created`]: created,
    [`${prefix}.revision`]: revision,
    [`${prefix}.source`]: input.sourceUrl,
    [`${prefix}.title`]: repository,
    [`${prefix}.base.name`]: base?.name,
    [`${prefix}.base.digest`]: base?.digest,
  });
  const below = base?.config.config ?? {};
  const [os, architecture] = platform.split('/');
  const config = asBlob({
    created,
    architecture,
    os,
    config: defined({
      User: user,
      ExposedPorts: port ? { [`${port}/tcp`]: {} } : below.ExposedPorts,
      Env: variables(below.Env, {
        ...(port ? { PORT: String(port) } : {}),
        ...input.env,
      }),
      // As `docker build` does: a new entry point forgets the base's command.
      Entrypoint: entrypoint ?? below.Entrypoint,
      Cmd: command ?? (entrypoint ? undefined : below.Cmd),
      WorkingDir: workingDir,
      Labels: sorted({ ...below.Labels, ...described, ...input.labels }),
      StopSignal: below.StopSignal,
    }),
    rootfs: {
      type: 'layers',
      diff_ids: [...(base?.config.rootfs.diff_ids ?? []), layer.diffId],
    },
    history: [
      ...(base?.config.history ?? []),
      { created, created_by: `dop/image-pack ${workingDir}` },
    ],
  });
  const manifest = asBlob({
    schemaVersion: 2,
    mediaType: `${oci}.manifest.v1+json`,
    config: {
      mediaType: `${oci}.config.v1+json`,
      digest: config.digest,
      size: config.size,
    },
    layers: [
      ...(base?.manifest.layers ?? []).map(({ mediaType, digest, size }) => ({
        mediaType: ociLayer(mediaType),
        digest,
        size,
      })),
      { mediaType: layer.mediaType, digest: layer.digest, size: layer.size },
    ],
    annotations: sorted(described),
  });
  return { config, manifest, mediaType: `${oci}.manifest.v1+json` };
}

function ociLayer(mediaType) {
  return mediaType === 'application/vnd.docker.image.rootfs.diff.tar.gzip'
    ? `${oci}.layer.v1.tar+gzip`
    : mediaType;
}

function variables(below = [], own) {
  const merged = new Map(
    below.map(line => [line.slice(0, line.indexOf('=')), line]),
  );
  for (const [name, value] of Object.entries(sorted(own))) {
    merged.set(name, `${name}=${value}`);
  }
  return merged.size > 0 ? [...merged.values()] : undefined;
}

function sorted(object) {
  return Object.fromEntries(
    Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function defined(object) {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  );
}
