import type { OpenApiDocument } from '../api/OpenApiDocument';
import { ApiContract, type ApiExchange } from './ApiContract';

/**
 * Holds what a test asks of a plugin to its OpenAPI document. What plugins ask
 * each other is passed over where the document leaves it out.
 */
export class ApiWatch {
  readonly contract: ApiContract;
  readonly #document: OpenApiDocument;
  readonly #differences: string[] = [];

  private constructor(document: OpenApiDocument) {
    this.#document = document;
    this.contract = ApiContract.create(document);
  }

  static create(document: OpenApiDocument): ApiWatch {
    return new ApiWatch(document);
  }

  /** Calls, and looks at what was asked and answered. */
  readonly fetch: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const url = input instanceof Request ? input.url : String(input);
    const contentType = response.headers.get('content-type') ?? '';
    if (this.#describes(url)) {
      this.note({
        method: init?.method ?? 'GET',
        url,
        body: typeof init?.body === 'string' ? init.body : undefined,
        status: response.status,
        contentType,
        answer: contentType.startsWith('application/json')
          ? await response.clone().text()
          : '',
      });
    }
    return response;
  };

  note(exchange: ApiExchange): void {
    if (this.#describes(exchange.url)) {
      // The portal takes a slash at the end as if it were not there.
      const url = exchange.url.replace(/\/(?=\?|$)/, '');
      this.#differences.push(
        ...this.contract.differences({ ...exchange, url }),
      );
    }
  }

  /**
   * Routes of the plugin that the document should name, of those that are
   * mounted.
   *
   * @param mounted - as `listRoutes` gives them
   */
  described(mounted: string[]): string[] {
    return mounted
      .map(route => route.replace(/\([^)]*\)/g, ''))
      .filter(route => this.#describes(route.replace(/^\S+ /, this.#base)))
      .sort();
  }

  /** @throws Error if an answer was not what the document says */
  check(): void {
    const differences = this.#differences.splice(0);
    if (differences.length > 0) {
      throw new Error(
        `Not what the OpenAPI document says:\n${differences.join('\n')}`,
      );
    }
  }

  get #base(): string {
    return this.#document.servers?.[0]?.url ?? '';
  }

  #describes(url: string): boolean {
    const { pathname } = new URL(url, 'http://portal');
    const path = pathname.slice(this.#base.length);
    const apart = /^\/(internal|events)(?=\/|$)/.exec(path)?.[0];
    return (
      pathname.startsWith(`${this.#base}/`) &&
      (!apart ||
        Object.keys(this.#document.paths).some(one => one.startsWith(apart)))
    );
  }
}
