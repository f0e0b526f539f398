import type { AccessService } from '@dop/plugin-access-node';
import type { Principal, RepositoryRecord } from '@dop/plugin-access-common';
import {
  isExact,
  parseUses,
  selectVersion,
  type ComponentResolution,
  type ResolvedComponent,
} from '@dop/plugin-components-common';
import type { ComponentStore } from '../database/ComponentStore';
import { definitionOf, type VersionRow } from '../database/rows';

/** Finds the exact version that a `uses` names, when a run is planned. */
export class Resolver {
  readonly #store: ComponentStore;
  readonly #access: AccessService;

  private constructor(store: ComponentStore, access: AccessService) {
    this.#store = store;
    this.#access = access;
  }

  static create(options: {
    store: ComponentStore;
    access: AccessService;
  }): Resolver {
    return new Resolver(options.store, options.access);
  }

  /**
   * @param options.principal - who plans; without one all components are visible
   * @param options.pinned - exact versions resolve also when they are retired
   */
  async resolve(
    uses: string[],
    options: { principal?: Principal; pinned?: boolean } = {},
  ): Promise<ComponentResolution> {
    const resolution: ComponentResolution = { components: {}, problems: {} };
    const texts = [...new Set(uses)];
    const all = await Promise.all(
      texts.map(text => this.#resolveOne(text, options)),
    );
    for (const [index, text] of texts.entries()) {
      const found = all[index];
      if (typeof found === 'string') {
        resolution.problems[text] = found;
      } else {
        resolution.components[text] = found;
      }
    }
    return resolution;
  }

  /** Whether the process runner may run a version, by the repository's trust now. */
  async isTrusted(row: VersionRow): Promise<boolean> {
    return row.repository_id === null
      ? true
      : covers(await this.#access.repository({ id: row.repository_id }), row);
  }

  async #resolveOne(
    uses: string,
    { principal, pinned }: { principal?: Principal; pinned?: boolean },
  ): Promise<ResolvedComponent | string> {
    const reference = parseUses(uses);
    if (!reference) {
      return `Write \`namespace/name@version\`, such as dop/node-test@1; ${JSON.stringify(
        uses.slice(0, 100),
      )} is not of that form.`;
    }
    const { namespace, name, range } = reference;
    const unknown = `There is no DevOps component ${namespace}/${name}.`;
    const component = await this.#store.component(reference);
    if (!component) {
      return unknown;
    }
    const record = component.repository_id
      ? await this.#access.repository({ id: component.repository_id })
      : undefined;
    if (
      component.repository_id &&
      principal &&
      !(await this.#sees(principal, component.repository_id, record))
    ) {
      return unknown;
    }
    const rows = await this.#store.versions(reference);
    const allowed = rows.filter(
      ({ lifecycle }) =>
        (lifecycle !== 'draft' || isExact(range)) &&
        (lifecycle !== 'retired' || (pinned && isExact(range))),
    );
    // What is still recommended wins over what is not.
    const recommended = allowed.filter(
      ({ lifecycle }) => lifecycle === 'published',
    );
    const version =
      selectVersion(versionsOf(recommended), range) ??
      selectVersion(versionsOf(allowed), range);
    const row = rows.find(it => it.version === version);
    if (!row) {
      return explainMissing(`${namespace}/${name}`, range, rows);
    }
    return toResolved(row, row.repository_id === null || covers(record, row));
  }

  async #sees(
    principal: Principal,
    repositoryId: string,
    record: RepositoryRecord | undefined,
  ): Promise<boolean> {
    if (record?.visibility === 'internal') {
      return true;
    }
    const visible = await this.#access.visibleRepositories(principal);
    return visible.all || visible.repositoryIds.includes(repositoryId);
  }
}

function covers(
  record: RepositoryRecord | undefined,
  row: VersionRow,
): boolean {
  return (
    record?.trust === 'members' ||
    (record?.trust === 'protectedRefs' && Boolean(row.from_protected_ref))
  );
}

function versionsOf(rows: VersionRow[]): string[] {
  return rows.map(({ version }) => version);
}

function explainMissing(
  name: string,
  range: string,
  rows: VersionRow[],
): string {
  const retired = rows.find(
    ({ version, lifecycle }) => version === range && lifecycle === 'retired',
  );
  if (retired) {
    return `${name} ${range} is retired${
      retired.lifecycle_reason ? `: ${retired.lifecycle_reason}` : ''
    }. Use another version.`;
  }
  const usable = rows
    .filter(({ lifecycle }) => ['published', 'deprecated'].includes(lifecycle))
    .map(({ version }) => version);
  return `${name} has no version that fits ${range}; there ${
    usable.length > 0 ? `are ${usable.slice(0, 10).join(', ')}` : 'are none'
  }.`;
}

function toResolved(row: VersionRow, trusted: boolean): ResolvedComponent {
  const { metadata, spec } = definitionOf(row);
  const { namespace, name, version } = row;
  return {
    ref: `${namespace}/${name}@${version}`,
    namespace,
    name,
    version,
    title: metadata.title,
    sourceDigest: row.source_digest,
    image: spec.image?.split('@')[0],
    imageDigest: row.image_digest ?? undefined,
    process: spec.process,
    contract: spec.contract ?? 'dop/v1',
    inputs: spec.inputs,
    outputs: spec.outputs,
    variables: spec.variables ?? [],
    resources: spec.resources ?? {},
    network: spec.network ?? 'none',
    trusted,
    deprecated:
      row.lifecycle === 'deprecated'
        ? `${namespace}/${name} ${version} is deprecated${
            row.lifecycle_reason ? `: ${row.lifecycle_reason}` : '.'
          }`
        : undefined,
  };
}
