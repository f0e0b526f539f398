// Waits for people, time and child runs; pause; places that are given back;
// outcomes taken over from other runs; computed matrices; the clock of the
// timeout. Runs that are alive go on as they are: what is new is empty for them.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runs', table => {
    table.integer('yields').notNullable().defaultTo(0);
    table.integer('gave_place').notNullable().defaultTo(0);
    table.text('clock');
    table.string('paused_by', 255);
    table.string('parent_run', 36);
    table.integer('parent_position');
    // 0 until the parent heard of the end; null without a parent.
    table.integer('parent_told');
  });
  await knex.schema.alterTable('run_steps', table => {
    table.string('asking', 16);
    table.string('taken_run', 36);
    table.integer('taken_position');
    table.text('edited');
  });
  await knex.schema.createTable('run_waits', table => {
    table.string('run_id', 36).notNullable();
    table.integer('position').notNullable();
    table.string('kind', 16).notNullable();
    table.string('reference', 255);
    table.string('stop_cause', 16);
    table.integer('force').notNullable().defaultTo(0);
    table.bigInteger('since').notNullable();
    table.bigInteger('ended_at');
    table.string('decision', 16);
    table.string('decided_by', 255);
    table.text('decided_reason');
    table.text('outputs', 'longtext');
    table.primary(['run_id', 'position']);
  });
  // Who may decide what is not decided yet.
  await knex.schema.createTable('run_approvers', table => {
    table.string('run_id', 36).notNullable();
    table.integer('position').notNullable();
    table.string('entity_ref', 255).notNullable();
    table.primary(['run_id', 'position', 'entity_ref']);
    table.index(['entity_ref', 'run_id'], 'run_approvers_ref');
  });
  // Artifacts of other runs that a run got: from its parent, its children or a
  // run that it repeats.
  await knex.schema.createTable('run_artifact_uses', table => {
    table.string('run_id', 36).notNullable();
    table.string('digest', 80).notNullable();
    table.primary(['run_id', 'digest']);
    table.index(['digest'], 'run_artifact_uses_digest');
  });
  await knex.schema.createTable('run_drains', table => {
    table.string('workflow_id', 64).primary();
    table.string('drained_by', 255).notNullable();
    table.bigInteger('since').notNullable();
  });
  await knex.raw(
    "CREATE INDEX runs_queued ON runs (id) WHERE state = 'queued'",
  );
  await knex.raw(
    'CREATE INDEX runs_untold ON runs (id) WHERE parent_told = 0 AND ended_at IS NOT NULL',
  );
  await knex.raw(
    'CREATE INDEX runs_parent ON runs (parent_run) WHERE parent_run IS NOT NULL',
  );
  await knex.raw(
    'CREATE INDEX runs_ended ON runs (ended_at) WHERE ended_at IS NOT NULL',
  );
  await knex.raw(
    'CREATE INDEX run_steps_asking ON run_steps (run_id, position) WHERE asking IS NOT NULL',
  );
  await knex.raw(
    'CREATE INDEX run_steps_taken ON run_steps (taken_run) WHERE taken_run IS NOT NULL',
  );
  await knex.raw(
    'CREATE INDEX run_waits_stopping ON run_waits (run_id, position) WHERE stop_cause IS NOT NULL AND ended_at IS NULL',
  );
  await knex.raw(
    "CREATE INDEX run_waits_approvals ON run_waits (run_id, position) WHERE kind = 'approval' AND ended_at IS NULL",
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'run_drains',
    'run_artifact_uses',
    'run_approvers',
    'run_waits',
  ]) {
    await knex.schema.dropTable(table);
  }
  for (const index of [
    'runs_queued',
    'runs_untold',
    'runs_parent',
    'runs_ended',
    'run_steps_asking',
    'run_steps_taken',
  ]) {
    await knex.raw(`DROP INDEX ${index}`);
  }
  await knex.schema.alterTable('run_steps', table => {
    table.dropColumns('asking', 'taken_run', 'taken_position', 'edited');
  });
  await knex.schema.alterTable('runs', table => {
    table.dropColumns(
      'yields',
      'gave_place',
      'clock',
      'paused_by',
      'parent_run',
      'parent_position',
      'parent_told',
    );
  });
};
