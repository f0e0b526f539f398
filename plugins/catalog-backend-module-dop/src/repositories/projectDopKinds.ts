import { parseEntityRef, type Entity } from '@backstage/catalog-model';
import type { CatalogFinding } from '@dop/plugin-code-common';
import { apiVersion } from '../kinds/relations';
import type { Source } from './projectEntity';
import type { EntityDocument } from './readEntityFile';

const maxReferences = 200;

/** A workflow as the catalog sees it: owner, triggers, relations, origin. */
export function projectWorkflow(
  metadata: Entity['metadata'],
  spec: Record<string, unknown>,
  source: Source,
  document: EntityDocument,
  findings: CatalogFinding[],
): Entity {
  const { record, path, commit } = source;
  const steps = isRecord(spec.steps) ? Object.values(spec.steps) : [];
  const uses = new Set<string>();
  for (const step of steps) {
    const used = isRecord(step) ? step.uses : undefined;
    const [, ref] =
      /^([A-Za-z0-9._-]+\/[A-Za-z0-9._-]+)(?:@.*)?$/.exec(String(used)) ?? [];
    if (ref) {
      uses.add(`devopscomponent:${ref}`.toLowerCase());
    }
  }
  return {
    apiVersion,
    kind: 'Workflow',
    metadata,
    spec: {
      type: 'workflow',
      owner: record.owner,
      triggers: isRecord(spec.triggers) ? Object.keys(spec.triggers) : [],
      delivers: delivered(spec.delivers, source, document, findings),
      usesDevOpsComponents: [...uses].slice(0, maxReferences),
      repository: `${record.namespace}/${record.name}`,
      path,
      commit,
    },
  };
}

/** A DevOps component as the catalog sees it; versions are the components plugin's. */
export function projectDevOpsComponent(
  metadata: Entity['metadata'],
  spec: Record<string, unknown>,
  source: Source,
): Entity {
  const { record, path, commit } = source;
  return {
    apiVersion,
    kind: 'DevOpsComponent',
    metadata,
    spec: {
      type: 'devops-component',
      owner: record.owner,
      version: String(spec.version ?? ''),
      ...(typeof spec.image === 'string' && { image: spec.image }),
      repository: `${record.namespace}/${record.name}`,
      path,
      commit,
    },
  };
}

/** Only what is in the repository's own namespace. */
function delivered(
  value: unknown,
  { record }: Source,
  document: EntityDocument,
  findings: CatalogFinding[],
): string[] {
  const refs: string[] = [];
  const list = Array.isArray(value) ? value.slice(0, maxReferences) : [];
  list.forEach((item, index) => {
    try {
      const ref = parseEntityRef(String(item), {
        defaultKind: 'component',
        defaultNamespace: record.namespace,
      });
      if (ref.namespace.toLowerCase() === record.namespace) {
        refs.push(`${ref.kind}:${ref.namespace}/${ref.name}`.toLowerCase());
        return;
      }
      findings.push(
        document.finding(
          ['spec', 'delivers', index],
          'delivers',
          `This repository delivers entities of the namespace "${record.namespace}"; "${item}" is not one of them.`,
        ),
      );
    } catch {
      findings.push(
        document.finding(
          ['spec', 'delivers', index],
          'delivers',
          `"${item}" is not the name of an entity, such as component:checkout.`,
        ),
      );
    }
  });
  return refs;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
