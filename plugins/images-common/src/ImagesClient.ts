import { ResponseError } from '@backstage/errors';
import type { Page } from '@dop/plugin-access-common';
import type {
  ImageDetail,
  ImageRepository,
  ImageTag,
  RegistryAddress,
} from './types';

/** A place in a list and how much of it: at most 200, by default 50. */
export interface ImagesPageRequest {
  cursor?: string;
  limit?: number;
}

/**
 * The API of images, typed. Works in the browser with Backstage's
 * `discoveryApi` and `fetchApi`, and elsewhere with anything of that shape.
 */
export class ImagesClient {
  readonly #discovery: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetch: typeof fetch;

  private constructor(options: ImagesClientOptions) {
    this.#discovery = options.discoveryApi;
    this.#fetch = options.fetchApi.fetch;
  }

  static create(options: ImagesClientOptions): ImagesClient {
    return new ImagesClient(options);
  }

  /** Where the built-in registry is for `docker`, `podman` and `skopeo`. */
  async registry(): Promise<RegistryAddress> {
    return this.#call('GET', '/registry');
  }

  /** In the order of names; `search` is a part of the name. */
  async repositories(
    filter: ImagesPageRequest & { search?: string; repositoryId?: string } = {},
  ): Promise<Page<ImageRepository>> {
    return this.#call('GET', `/repositories?${queryOf({ ...filter })}`);
  }

  async repository(name: string): Promise<ImageRepository> {
    return this.#call('GET', `/repositories/${name}/-/summary`);
  }

  async tags(
    name: string,
    filter: ImagesPageRequest & {
      search?: string;
      sort?: 'name' | 'time';
    } = {},
  ): Promise<Page<ImageTag>> {
    return this.#call(
      'GET',
      `/repositories/${name}/-/tags?${queryOf({ ...filter })}`,
    );
  }

  /** @param reference - a digest or a tag */
  async image(name: string, reference: string): Promise<ImageDetail> {
    return this.#call('GET', `/repositories/${name}/-/images/${reference}`);
  }

  /** The image stays; only its name goes. */
  async deleteTag(name: string, tag: string): Promise<void> {
    await this.#call('DELETE', `/repositories/${name}/-/tags/${tag}`);
  }

  /** With its tags, what refers to it, and platforms that nothing else holds. */
  async deleteImage(
    name: string,
    digest: string,
  ): Promise<{ deleted: string[] }> {
    return this.#call('DELETE', `/repositories/${name}/-/images/${digest}`);
  }

  async #call<T>(method: string, path: string): Promise<T> {
    const baseUrl = await this.#discovery.getBaseUrl('images');
    const call = this.#fetch;
    const response = await call(`${baseUrl}${path}`, { method });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}

export interface ImagesClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi: { fetch: typeof fetch };
}

function queryOf(
  filter: Record<string, string | number | undefined>,
): URLSearchParams {
  return new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)]],
    ),
  );
}
