import { ResponseError } from '@backstage/errors';
import type { Page } from '@dop/plugin-access-common';
import type { ComponentLifecycle } from '../types';
import type {
  ComponentDetail,
  ComponentSummary,
  ComponentUse,
  ComponentVersionSummary,
} from './types';

/** The API of the components plugin, as the browser and programs see it. */
export interface ComponentsApi {
  list(query?: {
    search?: string;
    tag?: string;
    namespace?: string;
    cursor?: string;
    limit?: number;
  }): Promise<Page<ComponentSummary>>;
  /** @param version - without it, the one that `latestVersion` names */
  get(
    namespace: string,
    name: string,
    version?: string,
  ): Promise<ComponentDetail>;
  uses(namespace: string, name: string): Promise<{ items: ComponentUse[] }>;
  publish(request: {
    /** `namespace/name` */
    repository: string;
    /** Folder with `component.yaml`. */
    path: string;
    /** 40 hexadecimal digits. */
    commit: string;
    imageDigest?: string;
  }): Promise<ComponentVersionSummary>;
  setLifecycle(
    namespace: string,
    name: string,
    version: string,
    change: { lifecycle: ComponentLifecycle; reason?: string },
  ): Promise<ComponentVersionSummary>;
}

/** Calls it over HTTP. */
export class ComponentsClient implements ComponentsApi {
  readonly #baseUrl: () => Promise<string>;
  readonly #fetch: typeof fetch;

  private constructor(options: {
    baseUrl: () => Promise<string>;
    fetch: typeof fetch;
  }) {
    this.#baseUrl = options.baseUrl;
    this.#fetch = options.fetch;
  }

  static create(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }): ComponentsClient {
    return new ComponentsClient({
      baseUrl: () => options.discoveryApi.getBaseUrl('components'),
      fetch: options.fetchApi.fetch,
    });
  }

  async list(
    query: Parameters<ComponentsApi['list']>[0] = {},
  ): Promise<Page<ComponentSummary>> {
    const parameters = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined && value !== '') {
        parameters.set(key, String(value));
      }
    }
    return this.#call('GET', `/components?${parameters}`);
  }

  async get(
    namespace: string,
    name: string,
    version?: string,
  ): Promise<ComponentDetail> {
    const query = version ? `?version=${encodeURIComponent(version)}` : '';
    return this.#call('GET', `${path(namespace, name)}${query}`);
  }

  async uses(
    namespace: string,
    name: string,
  ): Promise<{ items: ComponentUse[] }> {
    return this.#call('GET', `${path(namespace, name)}/uses`);
  }

  async publish(
    request: Parameters<ComponentsApi['publish']>[0],
  ): Promise<ComponentVersionSummary> {
    return this.#call('POST', '/components', request);
  }

  async setLifecycle(
    namespace: string,
    name: string,
    version: string,
    change: { lifecycle: ComponentLifecycle; reason?: string },
  ): Promise<ComponentVersionSummary> {
    return this.#call(
      'PATCH',
      `${path(namespace, name)}/versions/${encodeURIComponent(version)}`,
      change,
    );
  }

  async #call<T>(method: string, target: string, body?: unknown): Promise<T> {
    const fetchNow = this.#fetch;
    const response = await fetchNow(`${await this.#baseUrl()}${target}`, {
      method,
      ...(body === undefined
        ? {}
        : {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return (await response.json()) as T;
  }
}

function path(namespace: string, name: string): string {
  return `/components/${encodeURIComponent(namespace)}/${encodeURIComponent(
    name,
  )}`;
}
