import { Readable } from 'node:stream';
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
import type { RepositoryFiles } from '@dop/plugin-code-common';
import { HostedUrls, type HostedPlace } from '../repositories/HostedUrls';
import type { PluginClient } from '../PluginClient';

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
    const file = found.files[0];
    if (file?.content === undefined) {
      throw new NotFoundError(
        file
          ? `${url} is too large to be read`
          : `There is no file at ${url} that everybody may read`,
      );
    }
    if (options?.etag === file.sha) {
      throw new NotModifiedError();
    }
    return ReadUrlResponseFactory.fromReadable(
      Readable.from(Buffer.from(file.content, 'base64')),
      { etag: file.sha, lastModifiedAt: new Date(found.commit.time) },
    );
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
    if (found.truncated) {
      throw new InputError(`${url} holds more files than can be read at once`);
    }
    const prefix = place.path ? place.path.length + 1 : 0;
    const files = found.files
      .map(file => ({ ...file, path: file.path.slice(prefix) }))
      .filter(({ path, size }) => options?.filter?.(path, { size }) ?? true);
    const response = await this.#trees.fromReadableArray(
      files.map(({ path, content = '' }) => ({
        data: Readable.from(Buffer.from(content, 'base64')),
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
    return {
      etag: found.commit.sha,
      files: found.files.map(file => ({
        url: this.#fileUrl(url, file.path),
        content: async () => Buffer.from(file.content ?? '', 'base64'),
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

  async #files(place: HostedPlace, glob: string): Promise<RepositoryFiles> {
    const name = `${encodeURIComponent(place.namespace)}/${encodeURIComponent(
      place.name,
    )}`;
    const record = await this.#code.json<RepositoryRecord>(
      `/repositories/${name}`,
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

/** The methods of a response object, which may be those of a class. */
function bound(response: UrlReaderServiceReadTreeResponse) {
  return {
    files: () => response.files(),
    archive: () => response.archive(),
    dir: (options?: Parameters<typeof response.dir>[0]) =>
      response.dir(options),
  };
}
