/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('dop_repository_reads', table => {
    table.comment('What each hosted repository was when it was last read');
    table.string('repository_id', 64).primary();
    table.string('mark', 64).notNullable().comment('SHA-256');
    table.bigInteger('read_at').notNullable().comment('ms since 1970, UTC');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('dop_repository_reads');
};
