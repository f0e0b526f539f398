import type { CatalogFinding } from '@dop/plugin-code-common';
import type { Knex } from 'knex';

const batch = 50;

/** What the catalog found wrong in the files of each repository's default branch. */
export class FindingStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): FindingStore {
    return new FindingStore(knex);
  }

  /** Replaces all findings of a repository. */
  async replace(
    repositoryId: string,
    findings: CatalogFinding[],
  ): Promise<void> {
    await this.#knex.transaction(async trx => {
      await this.forget(trx, repositoryId);
      await trx.batchInsert(
        'findings',
        findings.map((finding, position) => ({
          repository_id: repositoryId,
          position,
          path: finding.path,
          line: finding.line,
          column: finding.column,
          rule: finding.rule,
          message: finding.message,
        })),
        batch,
      );
    });
  }

  /** In the order of files and lines. */
  async list(repositoryId: string): Promise<CatalogFinding[]> {
    const rows: CatalogFinding[] = await this.#knex('findings')
      .where('repository_id', repositoryId)
      .orderBy('position')
      .select('path', 'line', 'column', 'rule', 'message');
    return rows;
  }

  async forget(trx: Knex.Transaction, repositoryId: string): Promise<void> {
    await trx('findings').where('repository_id', repositoryId).delete();
  }
}
