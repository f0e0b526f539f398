import type { RootConfigService } from '@backstage/backend-plugin-api';

/** Kinds that every hosted repository may yield. */
const everywhere = [
  'Component',
  'API',
  'System',
  'Resource',
  'Workflow',
  'DevOpsComponent',
];

/** A repository, as records and addresses name it. */
type Named = { namespace: string; name: string };

/** Which kinds a hosted repository may yield: by its administrator's word more. */
export class HostedKinds {
  readonly #further: ReadonlyMap<string, string[]>;

  private constructor(further: ReadonlyMap<string, string[]>) {
    this.#further = further;
  }

  static fromConfig(config: RootConfigService): HostedKinds {
    const further = new Map<string, string[]>();
    for (const entry of config.getOptionalConfigArray('dop.catalog.allow') ??
      []) {
      const repository = entry.getString('repository').toLowerCase();
      further.set(repository, [
        ...(further.get(repository) ?? []),
        ...entry.getStringArray('kinds'),
      ]);
    }
    return new HostedKinds(further);
  }

  of({ namespace, name }: Named): string[] {
    const further = this.#further.get(`${namespace}/${name}`.toLowerCase());
    return further ? [...everywhere, ...further] : everywhere;
  }
}
