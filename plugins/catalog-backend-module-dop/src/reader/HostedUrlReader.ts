import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  ReadUrlResponseFactory,
  type ReaderFactory,
  type ReadTreeResponseFactory,
} from '@backstage/backend-defaults/urlReader';
import type {
  UrlReaderService,
  UrlReaderServiceReadTreeOptions,
  UrlReaderServiceReadTreeResponse,
  UrlReaderServiceReadUrlOptions,
  UrlReaderServiceReadUrlResponse,
  UrlReaderServiceSearchOptions,
  UrlReaderServiceSearchResponse,
} from '@backstage/backend-plugin-api';
import { InputError, NotFoundError, NotModifiedError } from '@backstage/errors';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { RepositoryFile, RepositoryFiles } from '@dop/plugin-code-common';
import { HostedUrls, type HostedPlace } from '../repositories/HostedUrls';
import type { PluginClient } from '../PluginClient';

const maxFileBytes = 64 * 1024 * 1024;

/**
 * Reads files of hosted repositories for templates, registration and docs. Only
 * of those that every signed-in user may read: a reader does not know for whom
 * it reads.
 */
export class HostedUrlReader implements UrlReaderService {
  readonly #code: PluginClient;
  readonly #urls: HostedUrls;
  readonly #trees: ReadTreeResponseFactory;

  private constructor(
    code: PluginClient,
    urls: HostedUrls,
    trees: ReadTreeResponseFactory,
  ) {
    this.#code = code;
    this.#urls = urls;
    this.#trees = trees;
  }

  static factory(code: PluginClient): ReaderFactory {
    return ({ config, treeResponseFactory }) => {
      const urls = HostedUrls.fromConfig(config);
      return [
        {
          predicate: url => urls.parse(url.href) !== undefined,
          reader: new HostedUrlReader(code, urls, treeResponseFactory),
        },
      ];
    };
  }

  async readUrl(
    url: string,
    options?: UrlReaderServiceReadUrlOptions,
  ): Promise<UrlReaderServiceReadUrlResponse> {
    const place = this.#place(url);
    const found = await this.#files(place, place.path);
    const file = found.files.find(({ path }) => path === place.path);
    if (!file) {
      throw new NotFoundError(
        `There is no file at ${url} that everybody may read`,
      );
    }
    if (options?.etag === file.sha) {
      throw new NotModifiedError();
    }
    return ReadUrlResponseFactory.fromReadable(this.#data(place, found, file), {
      etag: file.sha,
      lastModifiedAt: new Date(found.commit.time),
    });
  }

  async readTree(
    url: string,
    options?: UrlReaderServiceReadTreeOptions,
  ): Promise<UrlReaderServiceReadTreeResponse> {
    const place = this.#place(url);
    const found = await this.#files(
      place,
      place.path ? `${place.path}/**` : '**',
    );
    if (options?.etag === found.commit.sha) {
      throw new NotModifiedError();
    }
    refuseTruncated(url, found);
    const prefix = place.path ? place.path.length + 1 : 0;
    const files = found.files
      .map(file => ({ file, path: file.path.slice(prefix) }))
      .filter(
        ({ file: { size }, path }) => options?.filter?.(path, { size }) ?? true,
      );
    const response = await this.#trees.fromReadableArray(
      files.map(({ file, path }) => ({
        data: this.#data(place, found, file),
        path,
        lastModifiedAt: new Date(found.commit.time),
      })),
    );
    return { ...bound(response), etag: found.commit.sha };
  }

  async search(
    url: string,
    options?: UrlReaderServiceSearchOptions,
  ): Promise<UrlReaderServiceSearchResponse> {
    const place = this.#place(url);
    const found = await this.#files(place, place.path);
    if (options?.etag === found.commit.sha) {
      throw new NotModifiedError();
    }
    refuseTruncated(url, found);
    return {
      etag: found.commit.sha,
      files: found.files.map(file => ({
        url: this.#fileUrl(url, file.path),
        content: () => buffer(this.#data(place, found, file)),
        lastModifiedAt: new Date(found.commit.time),
      })),
    };
  }

  toString(): string {
    return 'dop{hosted repositories}';
  }

  #place(url: string): HostedPlace {
    const place = this.#urls.parse(url);
    if (!place) {
      throw new InputError(`${url} is not in a hosted repository`);
    }
    return place;
  }

  #fileUrl(url: string, path: string): string {
    const file = new URL(url);
    file.searchParams.set('path', path);
    return file.href;
  }

  /** What is too large for the list is asked for alone, when it is read. */
  #data(
    place: HostedPlace,
    { commit }: RepositoryFiles,
    { path, size, content }: RepositoryFile,
  ): Readable {
    if (content !== undefined) {
      return Readable.from(Buffer.from(content, 'base64'));
    }
    if (size > maxFileBytes) {
      throw new InputError(
        `${path} of ${place.namespace}/${place.name} has ${size} bytes; a file that is read by its address has ${maxFileBytes} at most`,
      );
    }
    const query = new URLSearchParams({ ref: commit.sha, path });
    return Readable.from(
      this.#download(`${repositoryPath(place)}/blob?${query}`),
    );
  }

  async *#download(path: string): AsyncGenerator<Uint8Array> {
    yield* (await this.#code.request('GET', path)).body ?? [];
  }

  async #files(place: HostedPlace, glob: string): Promise<RepositoryFiles> {
    const record = await this.#code.json<RepositoryRecord>(
      repositoryPath(place),
    );
    if (record.visibility !== 'internal') {
      throw new NotFoundError(
        `There is no repository ${place.namespace}/${place.name} that everybody may read`,
      );
    }
    const query = new URLSearchParams({
      ref: place.ref ?? record.defaultBranch,
      glob,
      encoding: 'base64',
    });
    return this.#code.json(
      `/internal/repositories/${record.id}/files?${query}`,
    );
  }
}

function repositoryPath({ namespace, name }: HostedPlace): string {
  return `/repositories/${encodeURIComponent(namespace)}/${encodeURIComponent(
    name,
  )}`;
}

function refuseTruncated(url: string, { truncated }: RepositoryFiles): void {
  if (truncated) {
    throw new InputError(`${url} holds more files than can be read at once`);
  }
}

/** The methods of a response object, which may be those of a class. */
function bound(response: UrlReaderServiceReadTreeResponse) {
  return {
    files: () => response.files(),
    archive: () => response.archive(),
    dir: (options?: Parameters<typeof response.dir>[0]) =>
      response.dir(options),
  };
}
