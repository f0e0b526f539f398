/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('repositories', table => {
    table
      .integer('last_pull_request')
      .notNullable()
      .defaultTo(0)
      .comment('Number of the newest pull request');
  });

  await knex.schema.createTable('pull_requests', table => {
    table.string('repository_id', 64).notNullable();
    table.integer('number').notNullable();
    table.text('title').notNullable();
    table.text('description').notNullable();
    table.string('source', 255).notNullable().comment('Branch, `topic`');
    table.string('target', 255).notNullable().comment('Branch, `main`');
    table.string('head', 64).notNullable();
    table.string('base', 64).comment('Merge base; once it is merged or closed');
    table.string('author', 255).notNullable().comment('User entity ref');
    table.string('state', 16).notNullable().comment('open, merged, closed');
    table.bigInteger('created_at').notNullable().comment('ms since 1970, UTC');
    table.bigInteger('updated_at').notNullable();
    table.bigInteger('closed_at');
    table.string('closed_by', 255).comment('User entity ref');
    table.string('merge_commit', 64);
    table
      .integer('sequence')
      .notNullable()
      .comment('Of the newest event about it');
    table.primary(['repository_id', 'number']);
    // For lists, and for pushes, which look for open ones.
    table.index(['repository_id', 'state', 'number'], 'pull_requests_state');
  });
  await knex.raw(
    `CREATE UNIQUE INDEX pull_requests_open ON pull_requests (repository_id, source, target) WHERE state = 'open'`,
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('pull_requests');
  await knex.schema.alterTable('repositories', table => {
    table.dropColumn('last_pull_request');
  });
};
