// How often the trace of a run was tried to be sent, and when it is due again.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('cdevent_progress', table => {
    table.integer('trace_tries').notNullable().defaultTo(0);
    table.bigInteger('trace_due_at').notNullable().defaultTo(0);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('cdevent_progress', table => {
    table.dropColumns('trace_tries', 'trace_due_at');
  });
};
