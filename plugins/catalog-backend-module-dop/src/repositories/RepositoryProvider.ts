import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ResponseError, stringifyError } from '@backstage/errors';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { Page, RepositoryRecord } from '@dop/plugin-access-common';
import type { CatalogFinding, RepositoryFiles } from '@dop/plugin-code-common';
import type { PluginClient } from '../PluginClient';
import type { Claim, EntityClaims } from './EntityClaims';
import type { HostedKinds } from './HostedKinds';
import type { HostedUrls } from './HostedUrls';
import { projectEntity } from './projectEntity';
import type { ReadMarks } from './ReadMarks';
import { readEntityFile } from './readEntityFile';

const globs = [
  'catalog-info.{yaml,yml}',
  '.dop/*.{yaml,yml}',
  '.dop/components/*.{yaml,yml}',
  '**/component.yaml',
];
const templateGlob = '**/template.yaml';
const maxFindings = 200;

/**
 * Entities of hosted repositories, as their default branches have them. Reads a
 * repository when it is told to; the catalog gets only what changed.
 */
export class RepositoryProvider implements EntityProvider {
  readonly #code: PluginClient;
  readonly #claims: EntityClaims;
  readonly #marks: ReadMarks;
  readonly #kinds: HostedKinds;
  readonly #urls: HostedUrls;
  readonly #logger: LoggerService;
  #connection: EntityProviderConnection | undefined;
  /** Repositories that lost a name to another, to be read again when one is given up. */
  readonly #waiting = new Set<string>();

  private constructor(options: RepositoryProviderOptions) {
    this.#code = options.code;
    this.#claims = options.claims;
    this.#marks = options.marks;
    this.#kinds = options.kinds;
    this.#urls = options.urls;
    this.#logger = options.logger;
  }

  static create(options: RepositoryProviderOptions): RepositoryProvider {
    return new RepositoryProvider(options);
  }

  getProviderName(): string {
    return 'dop-repositories';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    const known = await this.#claims.all();
    await connection.applyMutation({
      type: 'full',
      entities: known.map(({ repositoryId, entity }) => ({
        entity,
        locationKey: locationKey(repositoryId),
      })),
    });
  }

  /**
   * Every repository that is not as it was; entities of those that are gone go.
   *
   * @param between - done before each read, so that nothing waits for them all
   */
  async readAll(between?: () => Promise<void>): Promise<void> {
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({
        limit: '200',
        ...(cursor && { cursor }),
      });
      const page: Page<RepositoryRecord & { head?: string }> =
        await this.#code.json(`/internal/repositories?${query}`);
      const unchanged = await this.#marks.unchanged(page.items);
      for (const { head: _, ...record } of page.items) {
        seen.add(record.id);
        if (unchanged.has(record.id)) {
          continue;
        }
        await between?.();
        try {
          await this.read(record);
        } catch (error) {
          this.#logger.warn(
            `Could not read the entities of ${record.namespace}/${
              record.name
            }: ${stringifyError(error)}`,
          );
        }
      }
      cursor = page.nextCursor;
    } while (cursor);
    for (const id of await this.#claims.repositoryIds()) {
      if (!seen.has(id)) {
        await this.remove(id);
      }
    }
  }

  /** Brings the catalog to what a repository's default branch has now. */
  async read(record: RepositoryRecord): Promise<void> {
    const files = await this.#files(record);
    const findings: CatalogFinding[] = [];
    const claims: Claim[] = [];
    const broken = new Set<string>();
    for (const file of files?.files ?? []) {
      const result = await this.#readFile(record, files!.commit.sha, file);
      findings.push(...result.findings);
      claims.push(...result.claims);
      if (result.findings.length > 0) {
        broken.add(file.path);
      }
    }
    const kinds = this.#kinds.of(record).map(kind => kind.toLowerCase());
    const change = await this.#claims.replace(
      record.id,
      claims,
      (ref, path) =>
        broken.has(path) && kinds.includes(parseEntityRef(ref).kind),
    );
    await this.#apply(record.id, change);
    if (change.findings.length > 0) {
      this.#waiting.add(record.id);
    } else {
      this.#waiting.delete(record.id);
    }
    await this.#code.request(
      'PUT',
      `/internal/repositories/${record.id}/findings`,
      { findings: [...findings, ...change.findings].slice(0, maxFindings) },
    );
    if (change.findings.length === 0) {
      await this.#marks.set(record, files?.commit.sha ?? '');
    }
    if (change.removed.length > 0) {
      await this.#readWaiting(record.id);
    }
  }

  /** A repository that is gone takes its entities with it. */
  async remove(repositoryId: string): Promise<void> {
    this.#waiting.delete(repositoryId);
    await this.#marks.forget(repositoryId);
    const change = await this.#claims.replace(repositoryId, [], () => false);
    await this.#apply(repositoryId, change);
    if (change.removed.length > 0) {
      await this.#readWaiting(repositoryId);
    }
  }

  /** By id, for who has no record at hand; one that is gone is removed. */
  async readById(repositoryId: string): Promise<void> {
    let record: RepositoryRecord;
    try {
      record = await this.#code.json(`/internal/repositories/${repositoryId}`);
    } catch (error) {
      if (isNotFound(error)) {
        await this.remove(repositoryId);
        return;
      }
      throw error;
    }
    await this.read(record);
  }

  async #readWaiting(besides: string): Promise<void> {
    for (const id of [...this.#waiting]) {
      if (id !== besides) {
        await this.readById(id);
      }
    }
  }

  async #readFile(
    record: RepositoryRecord,
    commit: string,
    file: RepositoryFiles['files'][number],
  ): Promise<{ claims: Claim[]; findings: CatalogFinding[] }> {
    const { path, content } = file;
    if (content === undefined) {
      return {
        claims: [],
        findings: [
          {
            path,
            line: 1,
            column: 1,
            rule: 'size',
            message: 'This file is too large for the catalog.',
          },
        ],
      };
    }
    const { documents, findings } = readEntityFile(path, content);
    const claims: Claim[] = [];
    for (const document of documents) {
      if (!isForCatalog(path, document.value.kind)) {
        continue;
      }
      const projected = await projectEntity(document, {
        record,
        kinds: this.#kinds.of(record),
        path,
        commit,
        urls: this.#urls,
      });
      findings.push(...projected.findings);
      if (projected.entity) {
        const ref = stringifyEntityRef(projected.entity);
        claims.push({
          entity: projected.entity,
          path,
          taken: by =>
            document.finding(
              ['metadata', 'name'],
              'taken',
              `${ref} already comes from ${by}. Choose another name.`,
            ),
        });
      }
    }
    return { claims, findings };
  }

  async #apply(
    repositoryId: string,
    change: { added: Claim['entity'][]; removed: string[] },
  ): Promise<void> {
    if (change.added.length === 0 && change.removed.length === 0) {
      return;
    }
    await this.#connection?.applyMutation({
      type: 'delta',
      added: change.added.map(entity => ({
        entity,
        locationKey: locationKey(repositoryId),
      })),
      removed: change.removed.map(entityRef => ({
        entityRef,
        locationKey: locationKey(repositoryId),
      })),
    });
  }

  /** Undefined while nothing is on the default branch. */
  async #files(record: RepositoryRecord): Promise<RepositoryFiles | undefined> {
    const query = new URLSearchParams([
      ['ref', `refs/heads/${record.defaultBranch}`],
      ...globs.map(glob => ['glob', glob]),
      ...(this.#kinds.of(record).includes('Template')
        ? [['glob', templateGlob]]
        : []),
    ]);
    try {
      return await this.#code.json<RepositoryFiles>(
        `/internal/repositories/${record.id}/files?${query}`,
      );
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }
}

/** Other files may use these names for things of their own. */
function isForCatalog(path: string, kind: unknown): boolean {
  if (/^catalog-info\.ya?ml$/.test(path)) {
    return true;
  }
  if (/(^|\/)template\.yaml$/.test(path) && !path.startsWith('.dop/')) {
    return kind === 'Template';
  }
  return path.endsWith('component.yaml') && !path.startsWith('.dop/')
    ? kind === 'DevOpsComponent'
    : kind === 'Workflow' || kind === 'DevOpsComponent';
}

function locationKey(repositoryId: string): string {
  return `dop-repository:${repositoryId}`;
}

function isNotFound(error: unknown): boolean {
  return error instanceof ResponseError && error.statusCode === 404;
}

export interface RepositoryProviderOptions {
  code: PluginClient;
  claims: EntityClaims;
  marks: ReadMarks;
  kinds: HostedKinds;
  urls: HostedUrls;
  logger: LoggerService;
}
