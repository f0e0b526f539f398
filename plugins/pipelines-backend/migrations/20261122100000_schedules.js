// Times at which workflows start: what is next, and what was fired. The key of a
// fired time is what makes it start one run, whichever replica comes first.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('schedules', table => {
    table.string('workflow_id', 32).notNullable();
    table.string('cron', 200).notNullable();
    table.string('timezone', 64).notNullable();
    table.bigInteger('next_at').notNullable().comment('ms since 1970, UTC');
    table.primary(['workflow_id', 'cron', 'timezone']);
    table.index(['next_at'], 'schedules_next');
  });
  await knex.schema.createTable('schedule_fires', table => {
    table.string('workflow_id', 32).notNullable();
    table.string('cron', 200).notNullable();
    table.string('timezone', 64).notNullable();
    table.bigInteger('fire_at').notNullable();
    table.string('run_id', 36);
    table.text('problem').comment('Why nothing started');
    table.primary(['workflow_id', 'cron', 'timezone', 'fire_at']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('schedule_fires');
  await knex.schema.dropTable('schedules');
};
