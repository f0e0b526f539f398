// Workflows that CDEvents start, and how far the feed of events was read for them.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('event_triggers', table => {
    table.string('workflow_id', 32).primary();
    table.string('repository_id', 64).notNullable();
    table.text('event').notNullable().comment('What it hears, JSON');
    table.bigInteger('since').notNullable().comment('ms since 1970, UTC');
  });
  await knex.schema.createTable('event_cursor', table => {
    table.integer('id').primary();
    table.bigInteger('sequence').notNullable().comment('Of the feed');
  });
  await knex('event_cursor').insert({ id: 1, sequence: 0 });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('event_cursor');
  await knex.schema.dropTable('event_triggers');
};
