import { ResponseError } from '@backstage/errors';
import type { Page } from '@dop/plugin-access-common';
import { ApiClient, type TypedResponse } from './api/generated/ApiClient';
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
  readonly #api: ApiClient;

  private constructor(options: ImagesClientOptions) {
    this.#api = new ApiClient(options);
  }

  static create(options: ImagesClientOptions): ImagesClient {
    return new ImagesClient(options);
  }

  /** Where the built-in registry is for `docker`, `podman` and `skopeo`. */
  async registry(): Promise<RegistryAddress> {
    return answerOf(this.#api.getRegistry());
  }

  /** In the order of names; `search` is a part of the name. */
  async repositories(
    query: ImagesPageRequest & { search?: string; repositoryId?: string } = {},
  ): Promise<Page<ImageRepository>> {
    return answerOf(this.#api.listRepositories({ query }));
  }

  async repository(imageName: string): Promise<ImageRepository> {
    return answerOf(this.#api.getRepository({ imageName }));
  }

  async tags(
    imageName: string,
    query: ImagesPageRequest & {
      search?: string;
      sort?: 'name' | 'time';
    } = {},
  ): Promise<Page<ImageTag>> {
    return answerOf(this.#api.listTags({ imageName, query }));
  }

  /** @param reference - a digest or a tag */
  async image(imageName: string, reference: string): Promise<ImageDetail> {
    return answerOf(this.#api.getImage({ imageName, reference }));
  }

  /** The image stays; only its name goes. */
  async deleteTag(imageName: string, tag: string): Promise<void> {
    await succeeded(this.#api.deleteTag({ imageName, tag }));
  }

  /** With its tags, what refers to it, and platforms that nothing else holds. */
  async deleteImage(
    imageName: string,
    digest: string,
  ): Promise<{ deleted: string[] }> {
    return answerOf(this.#api.deleteImage({ imageName, reference: digest }));
  }
}

export interface ImagesClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi: { fetch: typeof fetch };
}

async function answerOf<T>(asked: Promise<TypedResponse<T>>): Promise<T> {
  return (await succeeded(asked)).json();
}

/** @throws ResponseError for every status that is none of success */
async function succeeded<T extends Omit<Response, 'json'>>(
  asked: Promise<T>,
): Promise<T> {
  const response = await asked;
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  return response;
}
