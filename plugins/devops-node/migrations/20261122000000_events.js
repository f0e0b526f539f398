// The outbox (events on their way to other plugins) and the inbox (events that
// arrived). Every plugin that sends or receives has both in its own database.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('outbox', table => {
    table.bigIncrements('sequence');
    table.string('event_id', 64).notNullable();
    table.string('target', 64).notNullable().comment('Plugin id');
    table.string('subject', 255).notNullable();
    table.text('body').notNullable().comment('The event as JSON');
    table.string('state', 16).notNullable().comment('pending or dead');
    table.integer('attempts').notNullable().defaultTo(0);
    table.bigInteger('created_at').notNullable().comment('ms since 1970, UTC');
    table.bigInteger('due_at').notNullable().comment('ms since 1970, UTC');
    table.text('last_error');
    table.index(['state', 'target', 'subject', 'sequence'], 'outbox_order');
  });
  await knex.schema.createTable('inbox', table => {
    table.string('event_id', 64).primary();
    table.bigInteger('received_at').notNullable();
    table.index(['received_at'], 'inbox_received');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('inbox');
  await knex.schema.dropTable('outbox');
};
