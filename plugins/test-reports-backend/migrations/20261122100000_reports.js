// What is known of each report. The results of its tests are bulk data and
// have tables of their own, see results/.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('reports', table => {
    table.increments('id');
    table.string('key', 64).notNullable().unique();
    table.string('repository_id', 36).notNullable();
    table.string('name', 255).notNullable();
    table.string('state', 16).notNullable();
    table.string('evidence', 16).notNullable();
    table
      .string('lane', 64)
      .notNullable()
      .comment(
        'Digest of what makes a history: reports of one lane follow each other',
      );
    table.string('run_id', 64);
    table.integer('run_number');
    table.string('workflow_id', 64);
    table.text('workflow_name');
    table.string('step_id', 255);
    table.text('instance_key');
    table.integer('attempt');
    table.string('outcome', 32);
    table.boolean('superseded').notNullable().defaultTo(false);
    table.string('commit_sha', 64).notNullable();
    table.text('ref').notNullable();
    table.boolean('protected_ref').notNullable();
    table.text('uploaded_by');
    table.string('digest', 80).comment('Absent if the file was not taken');
    table.bigInteger('size');
    table.string('media_type', 255);
    table.integer('tests').notNullable().defaultTo(0);
    table.integer('passed').notNullable().defaultTo(0);
    table.integer('failed').notNullable().defaultTo(0);
    table.integer('errored').notNullable().defaultTo(0);
    table.integer('skipped').notNullable().defaultTo(0);
    table.integer('flaky').notNullable().defaultTo(0);
    table.double('duration_ms').notNullable().defaultTo(0);
    table.text('warnings').notNullable().comment('JSON');
    table.integer('warnings_left_out').notNullable().defaultTo(0);
    table.integer('previous_id').comment('The report it was compared with');
    table.integer('new_failures').notNullable().defaultTo(0);
    table.integer('still_failing').notNullable().defaultTo(0);
    table.integer('fixed').notNullable().defaultTo(0);
    table.bigInteger('produced_at').notNullable().comment('ms since 1970, UTC');
    table.bigInteger('received_at').notNullable();
    table
      .bigInteger('due_at')
      .notNullable()
      .comment('When to read or remove it; in the future while somebody does');
    table.integer('tries').notNullable().defaultTo(0);
    table.index(['repository_id', 'id'], 'reports_repository');
    table.index(['run_id'], 'reports_run');
    table.index(['lane', 'id'], 'reports_lane');
    table.index(['digest'], 'reports_digest');
    table.index(['state', 'due_at'], 'reports_state');
  });
  await knex.schema.createTable('report_services', table => {
    table
      .integer('report_id')
      .notNullable()
      .references('reports.id')
      .onDelete('CASCADE');
    table.string('entity_ref', 255).notNullable();
    table.primary(['report_id', 'entity_ref']);
    table.index(['entity_ref', 'report_id'], 'report_services_entity');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('report_services');
  await knex.schema.dropTable('reports');
};
