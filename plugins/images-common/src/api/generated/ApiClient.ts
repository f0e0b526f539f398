// Made by "npm run api" from plugins/images-backend/src/schema/openapi.yaml. Do not edit.

import type { components, operations } from './schema';

/** An answer whose JSON has a known shape when it is a success. */
export type TypedResponse<T> = Omit<Response, 'json'> & {
  json: () => Promise<T>;
};

type Schemas = components['schemas'];

/** Parameters in the query of an operation. */
type Query<Name extends keyof operations> =
  operations[Name]['parameters']['query'];

/** One method for each operation of /api/images. */
export class ApiClient {
  readonly #discovery: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetch: typeof fetch;

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    this.#discovery = options.discoveryApi;
    this.#fetch = options.fetchApi.fetch;
  }

  /** This document. */
  async getDocument(
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['JsonObject']>> {
    return this.#send('GET', `/openapi.json`, {}, init);
  }

  /** Where the registry is for docker, podman and skopeo. */
  async getRegistry(
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['RegistryAddress']>> {
    return this.#send('GET', `/registry`, {}, init);
  }

  /** Image repositories, by name. */
  async listRepositories(
    request: { query?: Query<'listRepositories'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['ImageRepositoryPage']>> {
    return this.#send('GET', `/repositories`, { query: request.query }, init);
  }

  /** One image repository. */
  async getRepository(
    request: { imageName: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['ImageRepository']>> {
    return this.#send(
      'GET',
      `/repositories/${encodeURIComponent(request.imageName).replace(
        /%2F/g,
        '/',
      )}/-/summary`,
      {},
      init,
    );
  }

  /** Its tags. */
  async listTags(
    request: { imageName: string; query?: Query<'listTags'> },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['ImageTagPage']>> {
    return this.#send(
      'GET',
      `/repositories/${encodeURIComponent(request.imageName).replace(
        /%2F/g,
        '/',
      )}/-/tags`,
      { query: request.query },
      init,
    );
  }

  /** Remove a tag; the image stays. */
  async deleteTag(
    request: { imageName: string; tag: string },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'DELETE',
      `/repositories/${encodeURIComponent(request.imageName).replace(
        /%2F/g,
        '/',
      )}/-/tags/${encodeURIComponent(request.tag)}`,
      {},
      init,
    );
  }

  /** One image with platforms, layers, history and where it came from. */
  async getImage(
    request: { imageName: string; reference: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['ImageDetail']>> {
    return this.#send(
      'GET',
      `/repositories/${encodeURIComponent(request.imageName).replace(
        /%2F/g,
        '/',
      )}/-/images/${encodeURIComponent(request.reference)}`,
      {},
      init,
    );
  }

  /** Remove an image with its tags and what refers to it. */
  async deleteImage(
    request: { imageName: string; reference: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['DeletedImages']>> {
    return this.#send(
      'DELETE',
      `/repositories/${encodeURIComponent(request.imageName).replace(
        /%2F/g,
        '/',
      )}/-/images/${encodeURIComponent(request.reference)}`,
      {},
      init,
    );
  }

  /** Events that no other plugin took, the oldest first. */
  async listDeadLetters(
    request: { query?: Query<'listDeadLetters'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['DeadLetterPage']>> {
    return this.#send('GET', `/dead-letters`, { query: request.query }, init);
  }

  /** Send one again. */
  async retryDeadLetter(
    request: { sequence: string },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'POST',
      `/dead-letters/${encodeURIComponent(request.sequence)}/retry`,
      {},
      init,
    );
  }

  async #send(
    method: string,
    path: string,
    request: { query?: object; body?: unknown },
    init: RequestInit = {},
  ): Promise<Response> {
    const baseUrl = await this.#discovery.getBaseUrl('images');
    const query = new URLSearchParams(
      Object.entries(request.query ?? {})
        .filter(([, value]) => value !== undefined && value !== '')
        .flatMap(([name, value]) =>
          [value].flat().map(one => [name, String(one)]),
        ),
    ).toString();
    const { body } = request;
    // The browser's own wants no other "this".
    const fetchNow = this.#fetch;
    return fetchNow(`${baseUrl}${path}${query && `?${query}`}`, {
      ...init,
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json', ...init.headers },
        body: JSON.stringify(body),
      }),
    });
  }
}
