import type { Located, SourceFile } from '../source/SourceFile';

/** The repository whose file is checked. */
export interface OwnRepository {
  namespace: string;
  name: string;
}

const kinds = ['component', 'api', 'system', 'resource'];
const part = /^[a-z0-9A-Z]([-_.a-z0-9A-Z]{0,61}[a-z0-9A-Z])?$/;

/**
 * Full entity refs of what a workflow says it delivers. Only the own namespace
 * counts: a file cannot claim what belongs to others.
 */
export function checkDelivers(
  source: SourceFile,
  delivers: Located<string>[],
  repository: OwnRepository | undefined,
): string[] {
  const refs: string[] = [];
  for (const { value, at } of delivers) {
    const match = /^([A-Za-z]+):(?:([^/:]+)\/)?([^/:]+)$/.exec(value);
    const kind = match?.[1].toLowerCase();
    if (!match || !part.test(match[3]) || !kinds.includes(kind ?? '')) {
      source.report(
        at,
        'wrong-type',
        `"${value.slice(
          0,
          80,
        )}" does not name an entity: write kind:name, with one of ${kinds.join(
          ', ',
        )}.`,
      );
      continue;
    }
    const namespace = match[2]?.toLowerCase() ?? repository?.namespace;
    if (repository && namespace !== repository.namespace) {
      source.report(
        at,
        'foreign-entity',
        `This repository belongs to "${repository.namespace}", so it cannot deliver "${value}" of "${namespace}". Move the workflow to a repository of that owner.`,
      );
      continue;
    }
    const ref = `${kind}:${namespace ?? 'default'}/${match[3].toLowerCase()}`;
    if (refs.includes(ref)) {
      source.report(at, 'duplicate-key', `"${value}" is there twice.`, {
        severity: 'warning',
      });
      continue;
    }
    refs.push(ref);
  }
  return refs;
}
