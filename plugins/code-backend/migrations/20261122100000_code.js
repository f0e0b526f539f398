/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('repositories', table => {
    table.comment('Copies of repository records, for lists and search');
    table.string('id', 64).primary();
    table.string('namespace', 255).notNullable();
    table.string('name', 255).notNullable();
    // Cursors compare bytewise, whatever the database's language.
    table
      .specificType(
        'sort_key',
        knex.client.config.client === 'pg'
          ? 'varchar(511) COLLATE "C"'
          : 'varchar(511)',
      )
      .notNullable()
      .comment('namespace/name in lower case');
    table.text('record').notNullable().comment('RepositoryRecord as JSON');
    table
      .bigInteger('last_sequence')
      .notNullable()
      .defaultTo(0)
      .comment('Of the newest ref update in the journal');
    table.bigInteger('pushed_at').comment('ms since 1970, UTC');
    table.index(['sort_key', 'id'], 'repositories_sort');
  });

  await knex.schema.createTable('refs', table => {
    table.comment('Where the journal says that each ref is');
    table.string('repository_id', 64).notNullable();
    table.string('ref', 255).notNullable();
    table.string('sha', 64).notNullable();
    table.primary(['repository_id', 'ref']);
  });

  await knex.schema.createTable('ref_updates', table => {
    table.comment('The journal');
    table.string('repository_id', 64).notNullable();
    table.bigInteger('sequence').notNullable();
    table.string('ref', 255).notNullable();
    table.string('before', 64).notNullable();
    table.string('after', 64).notNullable();
    table.string('pusher', 255).comment('User entity ref');
    table.string('run_id', 64);
    table.bigInteger('time').notNullable().comment('ms since 1970, UTC');
    table.primary(['repository_id', 'sequence']);
  });

  await knex.schema.createTable('pushes', table => {
    table.comment(
      'Pushes that were allowed and are not journaled yet: who they are from, should the backend die in between',
    );
    table.string('id', 64).primary();
    table.string('repository_id', 64).notNullable().index();
    table.string('pusher', 255);
    table.string('run_id', 64);
    table.text('updates').notNullable().comment('JSON: [{ref, before, after}]');
    table.bigInteger('time').notNullable().comment('ms since 1970, UTC');
  });

  await knex.schema.createTable('findings', table => {
    table.comment('What the catalog found wrong on the default branch');
    table.string('repository_id', 64).notNullable();
    table.integer('position').notNullable();
    table.text('path').notNullable();
    table.integer('line').notNullable();
    table.integer('column').notNullable();
    table.string('rule', 64).notNullable();
    table.text('message').notNullable();
    table.primary(['repository_id', 'position']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'findings',
    'pushes',
    'ref_updates',
    'refs',
    'repositories',
  ]) {
    await knex.schema.dropTable(table);
  }
};
