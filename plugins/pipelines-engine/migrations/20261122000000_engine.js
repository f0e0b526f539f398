// Runs and all that belongs to them. Times are ms since 1970, UTC, by the
// database's clock. Indexes on what is alive are partial, so that history does
// not slow them.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('run_plans', table => {
    table.string('hash', 80).primary();
    table.text('plan', 'longtext').notNullable();
  });
  await knex.schema.createTable('run_settings', table => {
    table.string('name', 64).primary();
    table.string('value', 255).notNullable();
  });
  await knex.schema.createTable('run_numbers', table => {
    table.string('workflow_id', 64).primary();
    table.bigInteger('last').notNullable();
  });
  await knex.schema.createTable('run_groups', table => {
    table.string('group_key', 512).primary();
    table.bigInteger('touched_at').notNullable();
  });
  await knex.schema.createTable('runs', table => {
    table.string('id', 36).primary();
    table.bigInteger('number').notNullable();
    table.string('workflow_id', 64).notNullable();
    table.string('repository_id', 64).notNullable();
    table.string('plan_hash', 80).notNullable();
    table.text('ref').notNullable();
    table.string('commit_id', 64).notNullable();
    table.integer('protected_ref').notNullable();
    table.string('trigger_type', 32).notNullable();
    table.string('actor', 255).notNullable();
    table.text('trigger_json').notNullable();
    table.text('inputs').notNullable();
    table.text('meta').notNullable();
    table.string('state', 16).notNullable();
    table.string('cause', 16);
    table.integer('hard').notNullable().defaultTo(0);
    table.text('counts').notNullable();
    table.string('group_key', 512);
    table.integer('group_limit');
    table.string('rerun_of', 36);
    table.string('cancelled_by', 255);
    table.bigInteger('version').notNullable();
    table.bigInteger('sequence').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('started_at');
    table.bigInteger('ended_at');
    table.unique(['workflow_id', 'number'], { indexName: 'runs_number' });
    table.index(['repository_id', 'id'], 'runs_repository');
    table.index(['workflow_id', 'id'], 'runs_workflow');
    table.index(['rerun_of'], 'runs_rerun_of');
  });
  await knex.raw(
    'CREATE INDEX runs_live ON runs (group_key, id) WHERE ended_at IS NULL',
  );
  await knex.schema.createTable('run_services', table => {
    table.string('entity_ref', 255).notNullable();
    table.string('run_id', 36).notNullable();
    table.primary(['entity_ref', 'run_id']);
  });
  await knex.schema.createTable('run_steps', table => {
    table.string('run_id', 36).notNullable();
    table.integer('position').notNullable();
    table.string('step_id', 128).notNullable();
    table.text('instance_key').notNullable();
    table.text('matrix').notNullable();
    table.string('state', 16).notNullable();
    table.integer('deciding').notNullable().defaultTo(0);
    table.integer('because_of_failure').notNullable().defaultTo(0);
    table.text('reason');
    table.integer('tries').notNullable().defaultTo(0);
    table.integer('losses').notNullable().defaultTo(0);
    table.integer('attempt').notNullable().defaultTo(0);
    table.bigInteger('ready_at');
    table.bigInteger('started_at');
    table.bigInteger('ended_at');
    table.primary(['run_id', 'position']);
  });
  await knex.raw(
    "CREATE INDEX run_steps_ready ON run_steps (ready_at, run_id, position) WHERE state = 'ready'",
  );
  await knex.raw(
    'CREATE INDEX run_steps_deciding ON run_steps (run_id, position) WHERE deciding = 1',
  );
  await knex.schema.createTable('run_attempts', table => {
    table.string('run_id', 36).notNullable();
    table.integer('position').notNullable();
    table.integer('number').notNullable();
    table.string('state', 16).notNullable();
    table.bigInteger('epoch').notNullable();
    table.string('stop_cause', 16);
    table.integer('force').notNullable().defaultTo(0);
    table.text('reason');
    table.string('owner', 128).notNullable();
    table.bigInteger('lease_until').notNullable();
    table.string('runner', 32).notNullable();
    table.string('place', 255);
    table.string('handle', 64).notNullable().unique();
    table.integer('isolated').notNullable().defaultTo(0);
    table.text('not_enforced');
    table.integer('exit_code');
    table.string('signal', 16);
    table.text('inputs', 'longtext');
    table.text('env');
    table.text('outputs', 'longtext');
    table.string('token_hash', 64);
    table.bigInteger('log_bytes').notNullable().defaultTo(0);
    table.bigInteger('log_lines').notNullable().defaultTo(0);
    table.bigInteger('log_raw').notNullable().defaultTo(0);
    table.integer('log_chunks').notNullable().defaultTo(0);
    table.integer('log_ended').notNullable().defaultTo(0);
    table.bigInteger('claimed_at').notNullable();
    table.bigInteger('started_at');
    table.bigInteger('ended_at');
    table.primary(['run_id', 'position', 'number']);
  });
  await knex.raw(
    'CREATE INDEX run_attempts_live ON run_attempts (lease_until) WHERE ended_at IS NULL',
  );
  await knex.schema.createTable('run_events', table => {
    table.string('run_id', 36).notNullable();
    table.bigInteger('sequence').notNullable();
    table.string('type', 32).notNullable();
    table.integer('position');
    table.integer('attempt');
    table.string('state', 16);
    table.text('message');
    table.bigInteger('created_at').notNullable();
    table.primary(['run_id', 'sequence']);
  });
  await knex.schema.createTable('run_timers', table => {
    table.string('run_id', 36).notNullable();
    table.string('name', 64).notNullable();
    table.bigInteger('due_at').notNullable();
    table.text('event').notNullable();
    table.primary(['run_id', 'name']);
    table.index(['due_at'], 'run_timers_due');
  });
  await knex.schema.createTable('run_artifacts', table => {
    table.string('run_id', 36).notNullable();
    table.integer('position').notNullable();
    table.integer('attempt').notNullable();
    table.string('output', 512).notNullable();
    table.string('digest', 80).notNullable();
    table.bigInteger('size').notNullable();
    table.string('media_type', 128).notNullable();
    table.text('path').notNullable();
    table.string('mark', 32).notNullable();
    table.primary(['run_id', 'position', 'attempt', 'output']);
    table.index(['digest'], 'run_artifacts_digest');
  });
  await knex.schema.createTable('run_log_chunks', table => {
    table.string('run_id', 36).notNullable();
    table.integer('position').notNullable();
    table.integer('attempt').notNullable();
    table.integer('number').notNullable();
    table.bigInteger('start').notNullable();
    table.integer('size').notNullable();
    table.bigInteger('line').notNullable();
    table.integer('lines').notNullable();
    table.string('digest', 80);
    table.binary('data');
    table.primary(['run_id', 'position', 'attempt', 'number']);
    table.index(['run_id', 'position', 'attempt', 'start'], 'run_log_start');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'run_log_chunks',
    'run_artifacts',
    'run_timers',
    'run_events',
    'run_attempts',
    'run_steps',
    'run_services',
    'runs',
    'run_groups',
    'run_numbers',
    'run_settings',
    'run_plans',
  ]) {
    await knex.schema.dropTable(table);
  }
};
