import type {
  ComponentDefinition,
  ComponentLifecycle,
  ComponentOrigin,
  ComponentSummary,
  ComponentVersionSummary,
} from '@dop/plugin-components-common';

/** One component; owns its name. */
export interface ComponentRow {
  namespace: string;
  name: string;
  key: string;
  repository_id: string | null;
  latest_version: string;
  search: string;
  tags: string;
}

/** One published version. Numbers of SQLite and texts of PostgreSQL both occur. */
export interface VersionRow {
  namespace: string;
  name: string;
  version: string;
  lifecycle: ComponentLifecycle;
  lifecycle_reason: string | null;
  definition: string;
  readme: string | null;
  source_digest: string;
  image_digest: string | null;
  repository_id: string | null;
  repository: string | null;
  commit: string | null;
  path: string | null;
  from_protected_ref: boolean | number;
  published_by: string | null;
  published_at: number | string;
  updated_at: number | string;
}

export function definitionOf(row: VersionRow): ComponentDefinition {
  return JSON.parse(row.definition);
}

export function originOf(row: VersionRow): ComponentOrigin {
  return row.repository_id
    ? {
        type: 'repository',
        repositoryId: row.repository_id,
        repository: row.repository ?? '',
        commit: row.commit ?? '',
        path: row.path ?? '',
      }
    : { type: 'shipped' };
}

export function toIso(milliseconds: number | string): string {
  return new Date(Number(milliseconds)).toISOString();
}

/** @param options.trusted - depends on the repository's trust at this moment */
export function toVersionSummary(
  row: VersionRow,
  options: { trusted: boolean; findings: number },
): ComponentVersionSummary {
  return {
    version: row.version,
    lifecycle: row.lifecycle,
    lifecycleReason: row.lifecycle_reason ?? undefined,
    publishedAt: toIso(row.published_at),
    publishedBy: row.published_by ?? undefined,
    origin: originOf(row),
    sourceDigest: row.source_digest,
    image: definitionOf(row).spec.image,
    imageDigest: row.image_digest ?? undefined,
    ...options,
  };
}

/** @param row - the latest version */
export function toSummary(row: VersionRow): ComponentSummary {
  const { metadata, spec } = definitionOf(row);
  return {
    namespace: row.namespace,
    name: row.name,
    title: metadata.title,
    description: metadata.description,
    tags: metadata.tags ?? [],
    latestVersion: row.version,
    lifecycle: row.lifecycle,
    runsIn: [
      ...(spec.process ? ['process' as const] : []),
      ...(spec.image ? ['container' as const] : []),
    ],
    origin: originOf(row),
    updatedAt: toIso(row.updated_at),
  };
}
