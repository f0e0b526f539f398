// Cursors over secrets compare bytewise, whatever the database's language.

const columns = ['namespace', 'name'];

/**
 * @param {import('knex').Knex} knex
 * @param {string} collation
 */
async function collate(knex, collation) {
  // SQLite does so by itself.
  if (knex.client.config.client === 'pg') {
    const changes = columns.map(
      column =>
        `ALTER COLUMN ${column} TYPE varchar(63) COLLATE "${collation}"`,
    );
    await knex.raw(`ALTER TABLE secrets ${changes.join(', ')}`);
  }
}

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await collate(knex, 'C');
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await collate(knex, 'default');
};
