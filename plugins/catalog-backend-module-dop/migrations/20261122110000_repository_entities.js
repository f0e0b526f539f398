/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('dop_repository_entities', table => {
    table.comment(
      'Entities of hosted repositories: who holds each name, and the last good form of each',
    );
    table.string('entity_ref', 255).primary();
    table.string('repository_id', 64).notNullable().index();
    table.text('path').notNullable();
    table.text('entity').notNullable().comment('Entity as JSON');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('dop_repository_entities');
};
