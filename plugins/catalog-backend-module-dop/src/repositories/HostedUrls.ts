import type { RootConfigService } from '@backstage/backend-plugin-api';
import type { RepositoryRecord } from '@dop/plugin-access-common';

/** A place in a hosted repository, out of an address. */
export interface HostedPlace {
  namespace: string;
  name: string;
  /** Undefined for the default branch. */
  ref?: string;
  path: string;
}

/** Addresses of files in hosted repositories: how they are written and read. */
export class HostedUrls {
  readonly #backend: URL;
  readonly #app: string;

  private constructor(backend: URL, app: string) {
    this.#backend = backend;
    this.#app = app;
  }

  static fromConfig(config: RootConfigService): HostedUrls {
    return new HostedUrls(
      new URL(config.getString('backend.baseUrl')),
      config.getString('app.baseUrl').replace(/\/+$/, ''),
    );
  }

  /** The catalog location of a file. */
  file(record: RepositoryRecord, path: string): string {
    return this.#url(record, 'blob', path);
  }

  /** For readers of whole folders. */
  folder(record: RepositoryRecord, path: string): string {
    return this.#url(record, 'tree', path);
  }

  /** The page that a person opens. */
  page(record: RepositoryRecord, path: string): string {
    const query = new URLSearchParams({ ref: record.defaultBranch, path });
    return `${this.#app}/code/${record.namespace}/${record.name}?${query}`;
  }

  /** Another place of a file's repository. Expressions in the path stay. */
  beside(address: string, path: string): string {
    const url = new URL(address);
    url.searchParams.delete('path');
    const written = path
      .split(/(\$\{\{.*?\}\})/)
      .map((part, index) => (index % 2 ? part : encodeURIComponent(part)));
    return `${url.href}${url.search ? '&' : '?'}path=${written.join('')}`;
  }

  /** Undefined for addresses of anything else. */
  parse(address: string): HostedPlace | undefined {
    let url: URL;
    try {
      url = new URL(address);
    } catch {
      return undefined;
    }
    const base = this.#backend.pathname.replace(/\/+$/, '');
    if (
      !sameServer(url, this.#backend) ||
      !url.pathname.startsWith(`${base}/api/code/repositories/`)
    ) {
      return undefined;
    }
    const [namespace, name] = url.pathname
      .slice(`${base}/api/code/repositories/`.length)
      .split('/')
      .map(decodeURIComponent);
    return namespace && name
      ? {
          namespace,
          name,
          ref: url.searchParams.get('ref') ?? undefined,
          path: (url.searchParams.get('path') ?? '').replace(/^\/+|\/+$/g, ''),
        }
      : undefined;
  }

  #url(record: RepositoryRecord, kind: 'blob' | 'tree', path: string): string {
    const base = this.#backend.href.replace(/\/+$/, '');
    const query = new URLSearchParams({ ref: record.defaultBranch, path });
    return `${base}/api/code/repositories/${record.namespace}/${record.name}/${kind}?${query}`;
  }
}

/** On the loopback, `localhost` and `127.0.0.1` are the same server. */
function sameServer(a: URL, b: URL): boolean {
  const host = ({ hostname }: URL) =>
    ['localhost', '[::1]'].includes(hostname) ? '127.0.0.1' : hostname;
  return host(a) === host(b) && a.port === b.port;
}
