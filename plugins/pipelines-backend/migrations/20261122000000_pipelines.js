// What pipelines keeps beside the engine's tables: workflows as the default
// branch has them, findings, and the deliveries that may start runs.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('workflows', table => {
    table.string('id', 32).primary().comment('From repository and path');
    table.string('repository_id', 64).notNullable();
    table.text('path').notNullable();
    table.string('name', 255).notNullable();
    table.text('title');
    table.text('description');
    table.string('state', 16).notNullable().comment('good or broken');
    table.text('definition').comment('The last good one, JSON');
    table.text('search').notNullable().comment('Folded for search');
    table.string('commit_id', 64).comment('Of the last good definition');
    table.integer('errors').notNullable();
    table.integer('warnings').notNullable();
    table.bigInteger('removed_at').comment('The file is gone');
    table.bigInteger('updated_at').notNullable();
    table.index(['repository_id', 'id'], 'workflows_repository');
  });
  await knex.schema.createTable('workflow_delivers', table => {
    table.string('entity_ref', 255).notNullable();
    table.string('workflow_id', 32).notNullable();
    table.primary(['entity_ref', 'workflow_id']);
  });
  await knex.schema.createTable('workflow_findings', table => {
    table.bigIncrements('id');
    table.string('repository_id', 64).notNullable();
    table.string('ref', 255).notNullable();
    table.string('workflow_id', 32).notNullable();
    table.string('commit_id', 64).notNullable();
    table.text('finding').notNullable().comment('JSON');
    table.text('source').comment('The line of the file');
    table.bigInteger('created_at').notNullable();
    table.index(['repository_id', 'ref'], 'workflow_findings_ref');
    table.index(['workflow_id', 'id'], 'workflow_findings_workflow');
  });
  await knex.schema.createTable('deliveries', table => {
    table.bigIncrements('sequence');
    table.string('id', 64).notNullable().unique();
    table.string('source', 32).notNullable();
    table.string('source_id', 128).notNullable();
    table.string('type', 32).notNullable();
    table.string('repository_id', 64).notNullable();
    table.text('data').notNullable().comment('What arrived, JSON');
    table.string('state', 16).notNullable();
    table.text('reason');
    table.text('run_ids').notNullable();
    table.integer('errors').notNullable().defaultTo(0);
    table.integer('attempts').notNullable().defaultTo(0);
    table.bigInteger('received_at').notNullable();
    table.bigInteger('due_at').notNullable();
    table.bigInteger('processed_at');
    table.unique(['source', 'source_id']);
    table.index(['state', 'due_at'], 'deliveries_open');
    table.index(['repository_id', 'sequence'], 'deliveries_repository');
  });
  await knex.schema.createTable('repository_names', table => {
    table.string('repository_id', 64).primary();
    table.string('namespace', 255).notNullable();
    table.string('name', 255).notNullable();
    table.bigInteger('deleted_at');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'repository_names',
    'deliveries',
    'workflow_findings',
    'workflow_delivers',
    'workflows',
  ]) {
    await knex.schema.dropTable(table);
  }
};
