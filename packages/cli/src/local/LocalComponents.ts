import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  parseComponent,
  parseUses,
  selectVersion,
  type ComponentDefinition,
  type ResolvedComponent,
} from '@dop/plugin-components-common';
import type { ComponentSources } from '@dop/plugin-pipelines-node';

/** How deep below the working copy components are looked for. */
const mostDepth = 3;

interface LocalComponent {
  namespace: string;
  folder: string;
  definition: ComponentDefinition;
}

/**
 * DevOps components without a portal: those that ship, and those whose sources
 * lie in the working copy. A component of the working copy wins over one that
 * ships, in whatever namespace it is asked for.
 */
export class LocalComponents implements ComponentSources {
  readonly #components: LocalComponent[];
  readonly #folders = new Map<string, string>();

  private constructor(components: LocalComponent[]) {
    this.#components = components;
  }

  static async create(root: string): Promise<LocalComponents> {
    const shipped = shippedFolder();
    const found = [
      ...(await componentsBelow(root, mostDepth)),
      ...(await componentsBelow(shipped, 1)),
    ];
    return new LocalComponents(
      found.map(component => ({
        ...component,
        namespace: component.folder.startsWith(shipped) ? 'dop' : '*',
      })),
    );
  }

  resolve(uses: string): ResolvedComponent | { problem: string } {
    const reference = parseUses(uses);
    if (!reference) {
      return {
        problem: `Write \`namespace/name@version\`, such as dop/node-test@1; ${JSON.stringify(
          uses.slice(0, 100),
        )} is not of that form.`,
      };
    }
    const { namespace, name, range } = reference;
    const named = this.#components.filter(
      one =>
        one.definition.metadata.name === name &&
        [namespace, '*'].includes(one.namespace),
    );
    const version = selectVersion(
      named.map(({ definition }) => definition.spec.version),
      range,
    );
    const found = named.find(
      ({ definition }) => definition.spec.version === version,
    );
    if (found) {
      return this.#resolved(namespace, found);
    }
    const versions = named.map(({ definition }) => definition.spec.version);
    return {
      problem:
        versions.length > 0
          ? `${namespace}/${name} has no version that fits ${range}; here are ${versions.join(
              ', ',
            )}.`
          : `There is no DevOps component ${namespace}/${name} here. Without a portal, those that ship and those in this working copy are known.`,
    };
  }

  /** The folder of a component that was resolved before. */
  async fetch(digest: string): Promise<string> {
    const folder = this.#folders.get(digest);
    if (!folder) {
      throw new Error(`There is no source ${digest}`);
    }
    return folder;
  }

  #resolved(
    namespace: string,
    { folder, definition }: LocalComponent,
  ): ResolvedComponent {
    const { metadata, spec } = definition;
    // The name of the folder, not of its content: nothing is frozen here.
    const sourceDigest = `sha256:${createHash('sha256')
      .update(folder)
      .digest('hex')}`;
    this.#folders.set(sourceDigest, folder);
    return {
      ref: `${namespace}/${metadata.name}@${spec.version}`,
      namespace,
      name: metadata.name,
      version: spec.version,
      title: metadata.title,
      sourceDigest,
      image: spec.image?.split('@')[0],
      process: spec.process,
      contract: spec.contract ?? 'dop/v1',
      inputs: spec.inputs,
      outputs: spec.outputs,
      variables: spec.variables ?? [],
      resources: spec.resources ?? {},
      network: spec.network ?? 'none',
      trusted: true,
    };
  }
}

/** `components` of the checkout that this command belongs to. */
function shippedFolder(): string {
  let folder = realpathSync(resolvePackagePath('@dop/plugin-pipelines-engine'));
  // From the sources, or from the build inside of them.
  while (
    !existsSync(join(folder, 'backstage.json')) &&
    dirname(folder) !== folder
  ) {
    folder = dirname(folder);
  }
  return join(folder, 'components');
}

async function componentsBelow(
  folder: string,
  depth: number,
): Promise<Omit<LocalComponent, 'namespace'>[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(
    () => [],
  );
  const found: Omit<LocalComponent, 'namespace'>[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name === 'component.yaml') {
      const { definition } = parseComponent(await readFile(path, 'utf8'), path);
      if (definition) {
        found.push({ folder, definition });
      }
    } else if (
      entry.isDirectory() &&
      depth > 0 &&
      entry.name !== 'node_modules' &&
      !entry.name.startsWith('.')
    ) {
      found.push(...(await componentsBelow(path, depth - 1)));
    }
  }
  return found;
}
