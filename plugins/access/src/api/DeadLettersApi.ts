import {
  createApiRef,
  type DiscoveryApi,
  type FetchApi,
} from '@backstage/frontend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { Page } from '@dop/plugin-access-common';

/** The parts of the portal that send events to others. */
const sendingPlugins = [
  'code',
  'pipelines',
  'images',
  'components',
  'access',
] as const;

/** An event that no receiver took. */
export interface DeadLetter {
  /** Id of the plugin that sent it. */
  plugin: string;
  /** Its place among what that plugin sent. */
  sequence: string;
  /** Id of the plugin that does not take it. */
  target: string;
  attempts: number;
  error?: string;
  event: {
    id: string;
    type: string;
    subject: string;
    time: string;
    data: Record<string, unknown>;
  };
}

/** Events that got lost between the parts of the portal; for administrators. */
export interface DeadLettersApi {
  /** Of all parts together, the oldest of each first. */
  list(query: { cursor?: string }): Promise<Page<DeadLetter>>;
  retry(letter: Pick<DeadLetter, 'plugin' | 'sequence'>): Promise<void>;
}

export const deadLettersApiRef = createApiRef<DeadLettersApi>({
  id: 'plugin.access.dead-letters',
});

/** {@link DeadLettersApi} over HTTP. */
export class DeadLettersClient implements DeadLettersApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  private constructor(options: {
    discoveryApi: DiscoveryApi;
    fetchApi: FetchApi;
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  static create(options: {
    discoveryApi: DiscoveryApi;
    fetchApi: FetchApi;
  }): DeadLettersClient {
    return new DeadLettersClient(options);
  }

  async list({ cursor }: { cursor?: string }): Promise<Page<DeadLetter>> {
    const places: Record<string, string> = cursor
      ? JSON.parse(cursor)
      : Object.fromEntries(sendingPlugins.map(plugin => [plugin, '']));
    const pages = await Promise.all(
      Object.entries(places).map(async ([plugin, after]) => ({
        plugin,
        page: await this.#page(plugin, after),
      })),
    );
    const next = pages.flatMap(({ plugin, page }) =>
      page.nextCursor ? [[plugin, page.nextCursor]] : [],
    );
    return {
      items: pages.flatMap(({ plugin, page }) =>
        page.items.map(item => ({ ...item, plugin })),
      ),
      ...(next.length > 0 && {
        nextCursor: JSON.stringify(Object.fromEntries(next)),
      }),
    };
  }

  async retry({ plugin, sequence }: Pick<DeadLetter, 'plugin' | 'sequence'>) {
    const path = `/dead-letters/${encodeURIComponent(sequence)}/retry`;
    await this.#call(plugin, 'POST', path);
  }

  async #page(
    plugin: string,
    after: string,
  ): Promise<Page<Omit<DeadLetter, 'plugin'>>> {
    const query = after && `?cursor=${encodeURIComponent(after)}`;
    const response = await this.#call(plugin, 'GET', `/dead-letters${query}`);
    return response.json();
  }

  async #call(plugin: string, method: string, path: string): Promise<Response> {
    const baseUrl = await this.#discoveryApi.getBaseUrl(plugin);
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}`, {
      method,
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}
