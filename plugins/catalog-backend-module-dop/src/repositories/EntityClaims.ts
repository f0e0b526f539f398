import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { CatalogFinding } from '@dop/plugin-code-common';
import type { Knex } from 'knex';

const table = 'dop_repository_entities';
const mostInOneQuery = 500;

interface Row {
  entity_ref: string;
  repository_id: string;
  path: string;
  entity: string;
}

/** An entity that a repository claims, with the finding for when it is taken. */
export interface Claim {
  entity: Entity;
  path: string;
  taken: (by: string) => CatalogFinding;
}

/** What a change of claims means for the catalog. */
export interface ClaimChange {
  added: Entity[];
  /** Entity refs. */
  removed: string[];
  findings: CatalogFinding[];
}

/**
 * Which repository holds which entity. The first claimant keeps a name until it
 * gives it up; the last good form of an entity stays while its file is broken.
 */
export class EntityClaims {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): EntityClaims {
    return new EntityClaims(knex);
  }

  /** Every entity as it was last good. */
  async all(): Promise<{ repositoryId: string; entity: Entity }[]> {
    const rows = await this.#knex<Row>(table).select('repository_id', 'entity');
    return rows.map(row => ({
      repositoryId: row.repository_id,
      entity: JSON.parse(row.entity),
    }));
  }

  /** The repositories that hold the named entities, by entity ref. */
  async holders(entityRefs: string[]): Promise<Map<string, string>> {
    const holders = new Map<string, string>();
    const wanted = [...new Set(entityRefs)];
    for (let start = 0; start < wanted.length; start += mostInOneQuery) {
      const rows = await this.#knex<Row>(table)
        .whereIn('entity_ref', wanted.slice(start, start + mostInOneQuery))
        .select('entity_ref', 'repository_id');
      rows.forEach(row => holders.set(row.entity_ref, row.repository_id));
    }
    return holders;
  }

  /** Repositories that hold anything. */
  async repositoryIds(): Promise<string[]> {
    return this.#knex(table).distinct().pluck('repository_id');
  }

  /**
   * Replaces what a repository claims.
   *
   * @param stays - whether what is claimed no more stays as it was, as that of
   * broken files does
   */
  async replace(
    repositoryId: string,
    claims: Claim[],
    stays: (entityRef: string, path: string) => boolean,
  ): Promise<ClaimChange> {
    const change: ClaimChange = { added: [], removed: [], findings: [] };
    await this.#knex.transaction(async trx => {
      const before = new Map<string, Row>();
      for (const row of await trx<Row>(table).where({
        repository_id: repositoryId,
      })) {
        before.set(row.entity_ref, row);
      }
      const kept = new Set<string>();
      for (const { entity, path, taken } of claims) {
        const ref = stringifyEntityRef(entity);
        if (kept.has(ref)) {
          change.findings.push(taken('another file of this repository'));
          continue;
        }
        const text = JSON.stringify(entity);
        if (!before.has(ref)) {
          const inserted = await trx(table)
            .insert({
              entity_ref: ref,
              repository_id: repositoryId,
              path,
              entity: text,
            })
            .onConflict('entity_ref')
            .ignore()
            .returning('entity_ref');
          if (inserted.length === 0) {
            change.findings.push(taken(await holderOf(trx, ref, entity)));
            continue;
          }
          change.added.push(entity);
        } else if (before.get(ref)?.entity !== text) {
          await trx(table).where({ entity_ref: ref }).update({
            path,
            entity: text,
          });
          change.added.push(entity);
        }
        kept.add(ref);
      }
      for (const [ref, row] of before) {
        if (!kept.has(ref) && !stays(ref, row.path)) {
          await trx(table).where({ entity_ref: ref }).delete();
          change.removed.push(ref);
        }
      }
    });
    return change;
  }
}

/** Who may read a public repository may not know the names of private ones. */
async function holderOf(
  trx: Knex.Transaction,
  ref: string,
  claimant: Entity,
): Promise<string> {
  const row = await trx<Row>(table).where({ entity_ref: ref }).first();
  const holder: Entity | undefined = row && JSON.parse(row.entity);
  if (isPrivate(holder) && !isPrivate(claimant)) {
    return 'a private repository';
  }
  return (
    holder?.metadata.annotations?.['dop/repository'] ?? 'another repository'
  );
}

function isPrivate(entity: Entity | undefined): boolean {
  return entity?.metadata.annotations?.['dop/visibility'] === 'private';
}
