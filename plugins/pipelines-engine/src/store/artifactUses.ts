import type { JsonValue } from '@backstage/types';
import type { Knex } from 'knex';
import { artifactUseColumns } from './columns';
import { inList, insertRows, rawRows } from './dialect';

const digestPattern = /^sha256:[a-f0-9]{64}$/;

/** Digests of the artifacts in a value, found by their shape. */
export function digestsIn(value: JsonValue | undefined): string[] {
  const found = new Set<string>();
  const collect = (inner: JsonValue | undefined): void => {
    if (Array.isArray(inner)) {
      inner.forEach(collect);
    } else if (inner !== null && typeof inner === 'object') {
      const { digest } = inner;
      if (typeof digest === 'string' && digestPattern.test(digest)) {
        found.add(digest);
      }
      Object.values(inner).forEach(collect);
    }
  };
  collect(value);
  return [...found];
}

/**
 * Lets a run read artifacts that another one may read, as they travel from one to
 * the other in a value. What the other may not read itself is left out.
 */
export async function shareArtifacts(
  knex: Knex,
  from: string,
  to: string,
  value: JsonValue | undefined,
): Promise<void> {
  const digests = digestsIn(value);
  if (digests.length === 0) {
    return;
  }
  const wanted = inList(knex, 'digest', digests);
  const rows = await rawRows<{ digest: string }>(
    knex,
    `SELECT digest FROM run_artifacts WHERE run_id = ? AND ${wanted.sql}
     UNION SELECT digest FROM run_artifact_uses WHERE run_id = ? AND ${wanted.sql}`,
    [from, wanted.binding, from, wanted.binding],
  );
  await insertRows(
    knex,
    'run_artifact_uses',
    artifactUseColumns,
    rows.map(({ digest }) => [to, digest]),
    'ON CONFLICT (run_id, digest) DO NOTHING',
  );
}

/** Lets a run read all artifacts that other runs may read. */
export async function shareAllArtifacts(
  knex: Knex,
  from: readonly string[],
  to: string,
): Promise<void> {
  const wanted = inList(knex, 'run_id', from);
  const rows = await rawRows<{ digest: string }>(
    knex,
    `SELECT digest FROM run_artifacts WHERE ${wanted.sql}
     UNION SELECT digest FROM run_artifact_uses WHERE ${wanted.sql}`,
    [wanted.binding, wanted.binding],
  );
  await insertRows(
    knex,
    'run_artifact_uses',
    artifactUseColumns,
    rows.map(({ digest }) => [to, digest]),
    'ON CONFLICT (run_id, digest) DO NOTHING',
  );
}
