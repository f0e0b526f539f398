import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { InputError, ResponseError } from '@backstage/errors';
import type { Ref, RepositoryFiles } from '@dop/plugin-code-common';
import type { SourceFile } from './packSource';

/** Reads files of hosted repositories. */
export class RepositorySource {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  private constructor(options: {
    auth: AuthService;
    discovery: DiscoveryService;
  }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
  }): RepositorySource {
    return new RepositorySource(options);
  }

  /**
   * The files of a folder at a commit, with paths relative to the folder.
   *
   * @throws InputError if some of them are too large or too many
   */
  async read(
    repositoryId: string,
    options: { commit: string; folder: string },
  ): Promise<SourceFile[]> {
    const { commit, folder } = options;
    const prefix = folder === '' ? '' : `${folder}/`;
    const { files, truncated } = await this.#get<RepositoryFiles>(
      `/internal/repositories/${encodeURIComponent(repositoryId)}/files?` +
        `commit=${commit}&encoding=base64&glob=${encodeURIComponent(
          `${prefix}**`,
        )}`,
    );
    const tooLarge = files.find(({ content }) => content === undefined);
    if (truncated || tooLarge) {
      throw new InputError(
        tooLarge
          ? `${tooLarge.path} is too large for the source of a component`
          : `${
              folder || 'The repository'
            } holds too many files for the source of a component`,
      );
    }
    return files.map(({ path, content }) => {
      const bytes = Buffer.from(content ?? '', 'base64');
      return {
        path: path.slice(prefix.length),
        content: bytes,
        executable: bytes.subarray(0, 2).toString() === '#!',
      };
    });
  }

  /** Whether a protected ref points at the commit now. */
  async isProtectedHead(
    namespace: string,
    name: string,
    commit: string,
  ): Promise<boolean> {
    const { refs } = await this.#get<{ refs: Ref[] }>(
      `/repositories/${encodeURIComponent(namespace)}/${encodeURIComponent(
        name,
      )}/refs`,
    );
    return refs.some(ref => ref.protected && ref.commit === commit);
  }

  async #get<T>(path: string): Promise<T> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'code',
    });
    const response = await fetch(
      `${await this.#discovery.getBaseUrl('code')}${path}`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return (await response.json()) as T;
  }
}
