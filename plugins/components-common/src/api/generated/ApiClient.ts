// Made by "npm run api" from plugins/components-backend/src/schema/openapi.yaml. Do not edit.

import type { components, operations } from './schema';

/** An answer whose JSON has a known shape when it is a success. */
export type TypedResponse<T> = Omit<Response, 'json'> & {
  json: () => Promise<T>;
};

type Schemas = components['schemas'];

/** Parameters in the query of an operation. */
type Query<Name extends keyof operations> =
  operations[Name]['parameters']['query'];

/** One method for each operation of /api/components. */
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

  /** JSON Schema of a `component.yaml`, for editors. */
  async getComponentSchema(
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['JsonObject']>> {
    return this.#send('GET', `/schemas/component.json`, {}, init);
  }

  /** The library, by name. */
  async listComponents(
    request: { query?: Query<'listComponents'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['ComponentPage']>> {
    return this.#send('GET', `/components`, { query: request.query }, init);
  }

  /** Publish a version from a folder of a repository at a commit. */
  async publishComponent(
    request: { body: Schemas['PublishRequest'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['PublishedVersion']>> {
    return this.#send(
      'POST',
      `/components`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** One component with its versions, and one of them whole. */
  async getComponent(
    request: { namespace: string; name: string; query?: Query<'getComponent'> },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['ComponentDetail']>> {
    return this.#send(
      'GET',
      `/components/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}`,
      { query: request.query },
      init,
    );
  }

  /** Workflows that use it, as far as the caller may see them. */
  async listUses(
    request: { namespace: string; name: string },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['ComponentUses']>> {
    return this.#send(
      'GET',
      `/components/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/uses`,
      {},
      init,
    );
  }

  /** Publish a draft, deprecate or retire a version. */
  async setLifecycle(
    request: {
      namespace: string;
      name: string;
      version: string;
      body: Schemas['LifecycleRequest'];
    },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['ComponentVersionSummary']>> {
    return this.#send(
      'PATCH',
      `/components/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/versions/${encodeURIComponent(
        request.version,
      )}`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** Record the image of a version that has none. */
  async setImage(
    request: {
      namespace: string;
      name: string;
      version: string;
      body: Schemas['ImageRequest'];
    },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['ComponentVersionSummary']>> {
    return this.#send(
      'PUT',
      `/components/${encodeURIComponent(
        request.namespace,
      )}/${encodeURIComponent(request.name)}/versions/${encodeURIComponent(
        request.version,
      )}/image`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** Exact versions of what workflows name. */
  async resolve(
    request: { body: Schemas['ResolveRequest'] },
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['ComponentResolution']>> {
    return this.#send(
      'POST',
      `/internal/resolve`,
      { body: request.body ?? {} },
      init,
    );
  }

  /** The frozen source of a version, as a canonical tar. */
  async downloadSource(
    request: { digest: string },
    init?: RequestInit,
  ): Promise<Response> {
    return this.#send(
      'GET',
      `/internal/sources/${encodeURIComponent(request.digest)}`,
      {},
      init,
    );
  }

  /** What ships with the portal. */
  async listShipped(
    request: { query?: Query<'listShipped'> } = {},
    init?: RequestInit,
  ): Promise<TypedResponse<Schemas['ComponentPage']>> {
    return this.#send(
      'GET',
      `/internal/shipped`,
      { query: request.query },
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
    const baseUrl = await this.#discovery.getBaseUrl('components');
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
