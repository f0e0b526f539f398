import { InputError, ResponseError } from '@backstage/errors';
import type { Page } from '@dop/plugin-access-common';
import type { ComponentLifecycle } from '../types';
import { ApiClient, type TypedResponse } from './generated/ApiClient';
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
    /** Only workflows that name exactly this version use it. */
    draft?: boolean;
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
  readonly #api: ApiClient;

  private constructor(api: ApiClient) {
    this.#api = api;
  }

  static create(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }): ComponentsClient {
    return new ComponentsClient(new ApiClient(options));
  }

  async list(
    query: Parameters<ComponentsApi['list']>[0] = {},
  ): Promise<Page<ComponentSummary>> {
    return answerOf(this.#api.listComponents({ query }));
  }

  async get(
    namespace: string,
    name: string,
    version?: string,
  ): Promise<ComponentDetail> {
    return answerOf(
      this.#api.getComponent({ namespace, name, query: { version } }),
    );
  }

  async uses(
    namespace: string,
    name: string,
  ): Promise<{ items: ComponentUse[] }> {
    return answerOf(this.#api.listUses({ namespace, name }));
  }

  async publish(
    request: Parameters<ComponentsApi['publish']>[0],
  ): Promise<ComponentVersionSummary> {
    return answerOf(this.#api.publishComponent({ body: request }));
  }

  async setLifecycle(
    namespace: string,
    name: string,
    version: string,
    change: { lifecycle: ComponentLifecycle; reason?: string },
  ): Promise<ComponentVersionSummary> {
    const { lifecycle, reason } = change;
    if (lifecycle === 'draft') {
      throw new InputError('A published version never is a draft again');
    }
    return answerOf(
      this.#api.setLifecycle({
        namespace,
        name,
        version,
        body: { lifecycle, reason },
      }),
    );
  }
}

/** What was answered, or the error. */
async function answerOf<T>(asked: Promise<TypedResponse<T>>): Promise<T> {
  const response = await asked;
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  return response.json();
}
