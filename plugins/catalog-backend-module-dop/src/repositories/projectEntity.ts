import { posix } from 'node:path';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
  ANNOTATION_VIEW_URL,
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  EntityPolicies,
  FieldFormatEntityPolicy,
  NoForeignRootFieldsEntityPolicy,
  parseEntityRef,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
  systemEntityV1alpha1Validator,
  type Entity,
} from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { CatalogFinding } from '@dop/plugin-code-common';
import type { HostedUrls } from './HostedUrls';
import type { EntityDocument } from './readEntityFile';
import { projectDevOpsComponent, projectWorkflow } from './projectDopKinds';
import { workflowId } from './workflowId';

const validators: Record<string, { check(entity: Entity): Promise<boolean> }> =
  {
    Component: componentEntityV1alpha1Validator,
    API: apiEntityV1alpha1Validator,
    System: systemEntityV1alpha1Validator,
    Resource: resourceEntityV1alpha1Validator,
  };

const envelope = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);

/** Where a document is from. */
export interface Source {
  record: RepositoryRecord;
  /** Those that the repository may yield. */
  kinds: string[];
  path: string;
  commit: string;
  urls: HostedUrls;
}

/**
 * Makes the catalog's entity out of a document of a hosted repository, within
 * what the repository's record allows: its kinds, its namespace, its owner. A
 * claim beyond that is a finding; then there is no entity.
 */
export async function projectEntity(
  document: EntityDocument,
  source: Source,
): Promise<{ entity?: Entity; findings: CatalogFinding[] }> {
  const { record, kinds } = source;
  const findings: CatalogFinding[] = [];
  const value = structuredClone(document.value);
  const kind = kinds.find(
    known => known.toLowerCase() === String(value.kind).toLowerCase(),
  );
  if (!kind) {
    findings.push(
      document.finding(
        ['kind'],
        'kind',
        `This repository may hold ${kinds.join(', ')}; not "${
          value.kind
        }". An administrator can allow it other kinds (dop.catalog.allow in the portal's configuration).`,
      ),
    );
    return { findings };
  }
  if (!isRecord(value.metadata)) {
    findings.push(
      document.finding(
        ['metadata'],
        'schema',
        'metadata is missing; it holds at least a name.',
      ),
    );
    return { findings };
  }
  const spec = isRecord(value.spec) ? value.spec : {};
  findings.push(...authorityFindings(document, record, value.metadata, spec));
  if (findings.length > 0) {
    return { findings };
  }
  const entity = build(kind, value, spec, source, document, findings);
  try {
    await envelope.enforce(entity);
    await validators[kind]?.check(entity);
  } catch (error) {
    findings.push(schemaFinding(document, error));
  }
  return { entity: findings.length === 0 ? entity : undefined, findings };
}

function authorityFindings(
  document: EntityDocument,
  record: RepositoryRecord,
  metadata: Record<string, unknown>,
  spec: Record<string, unknown>,
): CatalogFinding[] {
  const findings: CatalogFinding[] = [];
  const { namespace } = metadata;
  if (
    namespace !== undefined &&
    String(namespace).toLowerCase() !== record.namespace
  ) {
    findings.push(
      document.finding(
        ['metadata', 'namespace'],
        'namespace',
        `This repository's entities are in the namespace "${record.namespace}", not "${namespace}". Leave the namespace out.`,
      ),
    );
  }
  if (spec.owner !== undefined && !isOwner(spec.owner, record)) {
    findings.push(
      document.finding(
        ['spec', 'owner'],
        'owner',
        `This repository belongs to ${record.owner}; a file cannot give it to "${spec.owner}". Leave the owner out.`,
      ),
    );
  }
  return findings;
}

function isOwner(owner: unknown, record: RepositoryRecord): boolean {
  try {
    const { kind, namespace, name } = parseEntityRef(String(owner), {
      defaultKind: 'group',
      defaultNamespace: 'default',
    });
    return (
      `${kind}:${namespace}/${name}`.toLowerCase() ===
      record.owner.toLowerCase()
    );
  } catch {
    return false;
  }
}

function build(
  kind: string,
  value: Record<string, unknown>,
  spec: Record<string, unknown>,
  source: Source,
  document: EntityDocument,
  findings: CatalogFinding[],
): Entity {
  const { record, path, urls } = source;
  const metadata = value.metadata as Record<string, unknown>;
  const annotations = isRecord(metadata.annotations)
    ? metadata.annotations
    : {};
  const location = `url:${urls.file(record, path)}`;
  const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
  const own: Record<string, string> = {
    [ANNOTATION_LOCATION]: location,
    [ANNOTATION_ORIGIN_LOCATION]: location,
    [ANNOTATION_SOURCE_LOCATION]: `url:${urls.folder(record, folder)}`,
    [ANNOTATION_VIEW_URL]: urls.page(record, path),
    'dop/repository-id': record.id,
    'dop/repository': `${record.namespace}/${record.name}`,
    'dop/visibility': record.visibility,
    'dop/path': path,
    ...(kind === 'Workflow' && {
      'dop/workflow-id': workflowId(record.id, path),
    }),
  };
  const docs = /^dir:(.*)$/.exec(
    String(annotations['backstage.io/techdocs-ref'] ?? ''),
  )?.[1];
  // The reader of documentation does not know for whom it reads.
  if (docs !== undefined && record.visibility === 'internal') {
    const docsFolder = posix.join(folder || '.', docs);
    own['backstage.io/techdocs-ref'] = `url:${urls.folder(
      record,
      docsFolder === '.' ? '' : docsFolder.replace(/\/$/, ''),
    )}`;
  }
  // The portal's own annotations say what is, never what a file says.
  const others = Object.entries(annotations).filter(
    ([key]) =>
      !key.startsWith('dop/') &&
      !(key === 'backstage.io/techdocs-ref' && docs !== undefined) &&
      !/^backstage\.io\/(managed-by|view-url|edit-url|source-location|orphan)/.test(
        key,
      ),
  );
  const base = {
    ...metadata,
    namespace: record.namespace,
    annotations: { ...Object.fromEntries(others), ...own },
  } as Entity['metadata'];
  switch (kind) {
    case 'Workflow':
      return projectWorkflow(base, spec, source, document, findings);
    case 'DevOpsComponent':
      return projectDevOpsComponent(base, spec, source);
    default:
      return {
        ...(value as Partial<Entity>),
        apiVersion: String(value.apiVersion),
        kind,
        metadata: base,
        spec: { ...(spec as Entity['spec']), owner: record.owner },
      };
  }
}

/** Finds the place that a validator's message points at. */
function schemaFinding(
  document: EntityDocument,
  error: unknown,
): CatalogFinding {
  const message = stringifyError(error).replace(/^\w*Error: /, '');
  const pointer = /(?:^|\s|;)(\/[\w/~.-]+)/.exec(message)?.[1];
  const dotted = /"?((?:metadata|spec)(?:\.[\w-]+)+)/.exec(message)?.[1];
  const at = pointer?.slice(1).split('/') ?? dotted?.split('.') ?? [];
  return document.finding(at, 'schema', message.slice(0, 2_000));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
