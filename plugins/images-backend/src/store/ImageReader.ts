import type { Knex } from 'knex';
import type {
  ClaimedSource,
  ImageConfig,
  ImageDetail,
  ImageHistoryEntry,
  ImageLayer,
  ImagePlatform,
  ImageReferrer,
  PlatformImage,
} from '@dop/plugin-images-common';
import {
  maxManifestBytes,
  parseManifest,
  type Descriptor,
  type ParsedManifest,
} from '../model/parseManifest';
import {
  isKnown,
  maxConfigBytes,
  parseConfig,
  type ImageConfigDocument,
} from '../model/summarizeConfig';
import type { ContentStore } from './ContentStore';
import type { ManifestRow, ManifestStore } from './ManifestStore';
import { toPush, type PushRow } from './toPush';

const maxPlatforms = 50;
const maxReferrers = 50;
const maxPushes = 20;
const maxTags = 100;

/** Puts together what the page of one image shows. */
export class ImageReader {
  readonly #knex: Knex;
  readonly #content: ContentStore;
  readonly #manifests: ManifestStore;

  private constructor(
    knex: Knex,
    content: ContentStore,
    manifests: ManifestStore,
  ) {
    this.#knex = knex;
    this.#content = content;
    this.#manifests = manifests;
  }

  static create(
    knex: Knex,
    content: ContentStore,
    manifests: ManifestStore,
  ): ImageReader {
    return new ImageReader(knex, content, manifests);
  }

  /** Undefined if the repository has no such image. */
  async read(
    repository: string,
    digest: string,
  ): Promise<ImageDetail | undefined> {
    const row = await this.#manifests.find(repository, digest);
    const parsed = row && (await this.#parsed(row));
    if (!row || !parsed) {
      return undefined;
    }
    const attestations = parsed.manifests.filter(isAttestation);
    const platforms =
      parsed.kind === 'index'
        ? await this.#children(
            repository,
            parsed.manifests.filter(child => !isAttestation(child)),
          )
        : [await this.#platform(row, parsed)];
    const tags: string[] = await this.#knex('tags')
      .where({ repository, digest })
      .orderBy('tag')
      .limit(maxTags)
      .pluck('tag');
    const partOf: string[] = await this.#knex('manifest_references')
      .where({ repository, child: digest, kind: 'manifest' })
      .limit(maxPlatforms)
      .pluck('parent');
    const pushRows: PushRow[] = await this.#knex('pushes')
      .where({ repository, digest })
      .orderBy('pushed_at', 'desc')
      .limit(maxPushes);
    const pushes = pushRows.map(toPush);
    const labels = platforms.find(({ config }) => config)?.config?.labels ?? {};
    return {
      repository,
      digest,
      kind: row.kind,
      mediaType: row.media_type,
      artifactType: row.artifact_type ?? undefined,
      size: Number(row.size),
      totalSize: Number(row.total_size),
      pushedAt: new Date(Number(row.pushed_at)).toISOString(),
      created: row.created ?? platforms[0]?.config?.created,
      annotations: parsed.annotations ?? {},
      tags,
      platforms,
      attestations: attestations.map(({ digest: child, size }) => ({
        digest: child,
        size,
      })),
      partOf,
      referrers: await this.#referrers(repository, digest),
      pushes,
      claimed: claimedSource({ ...labels, ...parsed.annotations }),
      services: [...new Set(pushes.flatMap(push => push.run?.services ?? []))],
      subject: row.subject ?? undefined,
    };
  }

  async #children(
    repository: string,
    descriptors: Descriptor[],
  ): Promise<PlatformImage[]> {
    const result: PlatformImage[] = [];
    for (const { digest, platform, size } of descriptors.slice(
      0,
      maxPlatforms,
    )) {
      const row = await this.#manifests.find(repository, digest);
      const parsed = row && (await this.#parsed(row));
      result.push(
        row && parsed
          ? await this.#platform(row, parsed, platform)
          : {
              digest,
              platform,
              totalSize: size,
              layers: [],
              history: [],
              problem: 'This platform is named in the index, but not stored',
            },
      );
    }
    return result;
  }

  async #platform(
    row: ManifestRow,
    parsed: ParsedManifest,
    stated?: ImagePlatform,
  ): Promise<PlatformImage> {
    const config =
      row.kind === 'image' && parsed.config
        ? parseConfig(
            await this.#content.read(parsed.config.digest, maxConfigBytes),
          )
        : undefined;
    const history: ImageHistoryEntry[] = (config?.history ?? []).map(entry => ({
      created: entry.created,
      createdBy: entry.created_by,
      comment: entry.comment,
      author: entry.author,
      empty: entry.empty_layer ?? false,
    }));
    const steps = history.filter(entry => !entry.empty);
    const layers: ImageLayer[] = parsed.layers.map((layer, index) => ({
      digest: layer.digest,
      mediaType: layer.mediaType,
      size: layer.size,
      createdBy:
        steps.length === parsed.layers.length
          ? steps[index].createdBy
          : undefined,
    }));
    const [platform]: ImagePlatform[] = JSON.parse(row.platforms);
    return {
      digest: row.digest,
      platform: stated ?? platform,
      totalSize: Number(row.total_size),
      layers,
      history,
      config: config && toConfig(config),
      problem:
        row.kind === 'image' && !config
          ? 'The configuration of this image cannot be read'
          : undefined,
    };
  }

  async #referrers(
    repository: string,
    subject: string,
  ): Promise<ImageReferrer[]> {
    const rows = await this.#manifests.referrers(repository, subject, {
      limit: maxReferrers,
    });
    return Promise.all(
      rows.map(async row => {
        const push: PushRow | undefined = await this.#knex('pushes')
          .where({ repository, digest: row.digest })
          .orderBy('pushed_at', 'desc')
          .first();
        return {
          digest: row.digest,
          mediaType: row.media_type,
          artifactType: row.artifact_type ?? undefined,
          size: Number(row.total_size),
          annotations: row.annotations ? JSON.parse(row.annotations) : {},
          push: push && toPush(push),
        };
      }),
    );
  }

  async #parsed(row: ManifestRow): Promise<ParsedManifest | undefined> {
    const bytes = await this.#content.read(row.digest, maxManifestBytes);
    return bytes && parseManifest(bytes, row.media_type);
  }
}

function isAttestation({ platform, annotations }: Descriptor): boolean {
  return (
    annotations?.['vnd.docker.reference.type'] === 'attestation-manifest' ||
    (platform !== undefined && !isKnown(platform))
  );
}

function toConfig(document: ImageConfigDocument): ImageConfig {
  const { config } = document;
  return {
    created: document.created,
    author: document.author,
    user: config?.User,
    workingDirectory: config?.WorkingDir,
    entrypoint: config?.Entrypoint ?? undefined,
    command: config?.Cmd ?? undefined,
    environment: config?.Env ?? [],
    exposedPorts: Object.keys(config?.ExposedPorts ?? {}),
    volumes: Object.keys(config?.Volumes ?? {}),
    labels: config?.Labels ?? {},
    stopSignal: config?.StopSignal,
  };
}

function claimedSource(labels: Record<string, string>): ClaimedSource {
  const of = (key: string) => labels[`org.opencontainers.image.${key}`];
  return {
    source: of('source'),
    revision: of('revision'),
    created: of('created'),
    version: of('version'),
    title: of('title'),
    description: of('description'),
    licenses: of('licenses'),
  };
}
