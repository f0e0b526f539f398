import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import {
  parseComponent,
  type ComponentDefinition,
  type ComponentFinding,
} from '@dop/plugin-components-common';
import type { BlobStore } from '@dop/plugin-devops-node';
import type { ComponentStore } from '../database/ComponentStore';
import type { VersionRow } from '../database/rows';
import { packSource, type SourceFile } from '../source/packSource';
import { readFolder } from '../source/readFolder';
import type { RepositorySource } from '../source/RepositorySource';

/** Namespace of what ships with the portal. */
export const shippedNamespace = 'dop';

/** A publication was refused; the message names each place. */
export class InvalidComponentError extends InputError {
  readonly findings: ComponentFinding[];

  constructor(message: string, findings: ComponentFinding[]) {
    super(message);
    this.findings = findings;
  }
}

/**
 * Makes versions: freezes the definition, the source tree and, where it is
 * known, the image's digest.
 */
export class Publisher {
  readonly #store: ComponentStore;
  readonly #blobs: BlobStore;
  readonly #repositories: RepositorySource;
  readonly #logger: LoggerService;

  private constructor(options: {
    store: ComponentStore;
    blobs: BlobStore;
    repositories: RepositorySource;
    logger: LoggerService;
  }) {
    this.#store = options.store;
    this.#blobs = options.blobs;
    this.#repositories = options.repositories;
    this.#logger = options.logger;
  }

  static create(options: {
    store: ComponentStore;
    blobs: BlobStore;
    repositories: RepositorySource;
    logger: LoggerService;
  }): Publisher {
    return new Publisher(options);
  }

  /**
   * Publishes what lies in the portal's own folder of components. Done at each
   * start: what is published stays as it is, and a source that changed under its
   * version becomes a finding.
   */
  async publishShipped(folder: string): Promise<void> {
    if (!existsSync(folder)) {
      this.#logger.warn(
        `There is no folder ${folder}; no DevOps components ship with this portal`,
      );
      return;
    }
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (
        entry.isDirectory() &&
        existsSync(join(folder, entry.name, 'component.yaml'))
      ) {
        await this.#publishOneShipped(join(folder, entry.name));
      }
    }
  }

  async #publishOneShipped(folder: string): Promise<void> {
    const files = await readFolder(folder);
    let definition: ComponentDefinition;
    try {
      definition = readDefinition(files).definition;
    } catch (error) {
      // One broken component must not keep the portal from starting.
      this.#logger.error(
        `The component in ${folder} is broken`,
        error as Error,
      );
      return;
    }
    const name = {
      namespace: shippedNamespace,
      name: definition.metadata.name,
    };
    const { version } = definition.spec;
    const source = await this.#keepSource(files);
    const known = await this.#store.version(name, version);
    if (!known) {
      await this.#store.add(
        newRow({ ...name, definition, files, sourceDigest: source }),
      );
      this.#logger.info(`Published dop/${name.name} ${version}`);
    }
    const changed = known !== undefined && known.source_digest !== source;
    if (changed) {
      this.#logger.warn(
        `The source of dop/${name.name} has changed, but its version is still ${version}; what was published stays in use`,
      );
    }
    await this.#store.replaceFindings(
      name,
      version,
      changed
        ? [
            {
              file: 'component.yaml',
              line: 1,
              column: 1,
              rule: 'changed-source',
              message: `The files of this component have changed since ${version} was published. The published ones stay in use: raise spec.version to publish the change.`,
              severity: 'warning',
            },
          ]
        : [],
    );
  }

  /**
   * Publishes a version from a commit of a hosted repository.
   *
   * @throws InvalidComponentError if the definition is not right
   * @throws ConflictError if the version exists already
   */
  async publishFromRepository(request: {
    record: RepositoryRecord;
    path: string;
    commit: string;
    imageDigest?: string;
    draft?: boolean;
    publishedBy?: string;
  }): Promise<VersionRow> {
    const { record, commit } = request;
    const path = request.path.replace(/^\.?\/+|\/+$|^\.$/g, '');
    const files = await this.#repositories.read(record.id, {
      commit,
      folder: path,
    });
    const { definition, findings } = readDefinition(
      files,
      `${record.namespace}/${record.name}/${path}`,
    );
    checkImage(definition, record);
    const sourceDigest = await this.#keepSource(files);
    const row = newRow({
      namespace: record.namespace,
      name: definition.metadata.name,
      definition,
      files,
      sourceDigest,
    });
    Object.assign(row, {
      lifecycle: request.draft ? 'draft' : 'published',
      image_digest: request.imageDigest ?? row.image_digest,
      repository_id: record.id,
      repository: `${record.namespace}/${record.name}`,
      commit,
      path,
      from_protected_ref: await this.#repositories.isProtectedHead(
        record.namespace,
        record.name,
        commit,
      ),
      published_by: request.publishedBy ?? null,
    });
    await this.#store.add(row);
    await this.#store.replaceFindings(row, row.version, findings);
    return row;
  }

  async #keepSource(files: SourceFile[]): Promise<string> {
    const { digest } = await this.#blobs.put(
      Readable.from([await packSource(files)]),
    );
    return digest;
  }
}

/**
 * Runners pull with the portal's rights, so a component may only name images of
 * its own repository, the portal's, or those of other registries.
 */
function checkImage(
  { spec }: ComponentDefinition,
  { namespace, name }: RepositoryRecord,
): void {
  const image = spec.image?.split(/[@:]/)[0] ?? '';
  const [first, ...rest] = (spec.image ?? '').split('/');
  const elsewhere =
    rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const own = `${namespace}/${name}`;
  if (
    image !== '' &&
    !elsewhere &&
    image !== own &&
    !image.startsWith(`${own}/`) &&
    !image.startsWith(`${shippedNamespace}/`)
  ) {
    throw new InputError(
      `spec.image is ${spec.image}, but a component of ${own} may only use images named ${own} or ${own}/…`,
    );
  }
}

function readDefinition(
  files: SourceFile[],
  where: string = 'this folder',
): { definition: ComponentDefinition; findings: ComponentFinding[] } {
  const file = files.find(({ path }) => path === 'component.yaml');
  if (!file) {
    throw new InputError(`There is no component.yaml in ${where}`);
  }
  const { definition, findings } = parseComponent(
    file.content.toString('utf8'),
  );
  if (!definition) {
    const [first] = findings.filter(({ severity }) => severity === 'error');
    throw new InvalidComponentError(
      `component.yaml line ${first.line}, column ${first.column}: ${first.message}`,
      findings,
    );
  }
  return { definition, findings };
}

const maxReadme = 256 * 1024;

function newRow(options: {
  namespace: string;
  name: string;
  definition: ComponentDefinition;
  files: SourceFile[];
  sourceDigest: string;
}): VersionRow {
  const { definition, files } = options;
  const readme = files.find(({ path }) => /^readme\.md$/i.test(path));
  const now = Date.now();
  return {
    namespace: options.namespace,
    name: options.name,
    version: definition.spec.version,
    lifecycle: 'published',
    lifecycle_reason: null,
    definition: JSON.stringify(definition),
    // PostgreSQL holds no NUL in text.
    readme:
      readme?.content
        .toString('utf8')
        .replaceAll('\0', '')
        .slice(0, maxReadme) ?? null,
    source_digest: options.sourceDigest,
    image_digest: definition.spec.image?.split('@')[1] ?? null,
    repository_id: null,
    repository: null,
    commit: null,
    path: null,
    from_protected_ref: false,
    published_by: null,
    published_at: now,
    updated_at: now,
  };
}
