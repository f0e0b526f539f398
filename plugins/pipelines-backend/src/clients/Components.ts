import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Principal } from '@dop/plugin-access-common';
import type { ComponentResolution } from '@dop/plugin-components-common';
import { unpackTree } from '@dop/plugin-pipelines-engine';
import type { ComponentSources } from '@dop/plugin-pipelines-node';
import type { PluginCaller } from './PluginCaller';

/** What pipelines asks the plugin `components`, and the sources that it fetched. */
export class Components implements ComponentSources {
  readonly #caller: PluginCaller;
  readonly #folder: string;
  readonly #fetching = new Map<string, Promise<string>>();

  private constructor(caller: PluginCaller, folder: string) {
    this.#caller = caller;
    this.#folder = folder;
  }

  /** @param folder - keeps unpacked sources; users of programs may read it */
  static create(caller: PluginCaller, folder: string): Components {
    return new Components(caller, folder);
  }

  /** @param principal - who plans; sees private components of its own only */
  async resolve(
    uses: string[],
    principal?: Principal,
  ): Promise<ComponentResolution> {
    if (uses.length === 0) {
      return { components: {}, problems: {} };
    }
    return this.#caller.json('components', '/internal/resolve', {
      uses,
      principal,
    });
  }

  async fetch(digest: string): Promise<string> {
    const folder = join(this.#folder, digest.replace(/^sha256:/, ''));
    if (await exists(folder)) {
      return folder;
    }
    let fetching = this.#fetching.get(digest);
    if (!fetching) {
      fetching = this.#unpack(digest, folder).finally(() =>
        this.#fetching.delete(digest),
      );
      this.#fetching.set(digest, fetching);
    }
    return fetching;
  }

  async #unpack(digest: string, folder: string): Promise<string> {
    const response = await this.#caller.call(
      'components',
      `/internal/sources/${encodeURIComponent(digest)}`,
    );
    await mkdir(this.#folder, { recursive: true, mode: 0o711 });
    const temporary = join(this.#folder, `.${randomUUID()}`);
    try {
      await unpackTree(
        Readable.fromWeb(response.body as ReadableStream),
        temporary,
      );
      await rename(temporary, folder);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      // Another replica on the same disk was quicker.
      if (!(await exists(folder))) {
        throw error;
      }
    }
    return folder;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
