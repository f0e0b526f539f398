// What happened to runs, in the words of CDEvents: made of the engine's journal
// in the order in which it is read, so that a reader who remembers a sequence
// misses nothing.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('cdevents', table => {
    table.bigIncrements('sequence');
    table.string('id', 100).notNullable().unique();
    table.string('type', 100).notNullable();
    table.string('repository_id', 64).notNullable();
    table.string('run_id', 36).notNullable();
    table.text('event').notNullable().comment('The CloudEvent as JSON');
    table.bigInteger('stored_at').notNullable().comment('ms since 1970, UTC');
    table.index(['repository_id', 'sequence'], 'cdevents_repository');
    table.index(['stored_at'], 'cdevents_stored');
  });
  await knex.schema.createTable('cdevent_progress', table => {
    table.string('run_id', 36).primary();
    table.bigInteger('sequence').notNullable().comment('Of the journal');
    table.integer('traced').notNullable().defaultTo(0);
    table.index(['traced', 'run_id'], 'cdevent_progress_traced');
  });
  // What was over before there were events is not told any more.
  if (await knex.schema.hasTable('runs')) {
    await knex.raw(
      'INSERT INTO cdevent_progress (run_id, sequence, traced) SELECT id, sequence, 1 FROM runs WHERE ended_at IS NOT NULL',
    );
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('cdevent_progress');
  await knex.schema.dropTable('cdevents');
};
