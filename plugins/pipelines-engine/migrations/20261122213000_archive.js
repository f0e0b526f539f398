// Runs that ended long ago keep their row and lose everything else.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('runs', table => {
    table.bigInteger('archived_at');
  });
  await knex.raw('DROP INDEX runs_ended');
  await knex.raw(
    'CREATE INDEX runs_ended ON runs (ended_at) WHERE ended_at IS NOT NULL AND archived_at IS NULL',
  );
  await knex.raw(
    'CREATE INDEX runs_plan ON runs (plan_hash) WHERE archived_at IS NULL',
  );
  // Blobs that nothing may need any more.
  await knex.schema.createTable('run_garbage', table => {
    table.string('digest', 80).primary();
  });
  await knex.raw(
    'CREATE INDEX run_log_chunks_digest ON run_log_chunks (digest) WHERE digest IS NOT NULL',
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('run_garbage');
  for (const index of ['runs_ended', 'runs_plan', 'run_log_chunks_digest']) {
    await knex.raw(`DROP INDEX ${index}`);
  }
  await knex.raw(
    'CREATE INDEX runs_ended ON runs (ended_at) WHERE ended_at IS NOT NULL',
  );
  await knex.schema.alterTable('runs', table => {
    table.dropColumn('archived_at');
  });
};
