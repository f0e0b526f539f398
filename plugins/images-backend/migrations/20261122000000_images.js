// Image repositories, what is stored in them, who pushed it, and uploads under
// way. Names, tags and digests are ordered bytewise, so that cursors agree on
// every database.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  const sqlite = String(knex.client.config.client).includes('sqlite');
  const bytewise = (table, name, length) =>
    table.specificType(
      name,
      sqlite ? `varchar(${length})` : `varchar(${length}) collate "C"`,
    );

  await knex.schema.createTable('image_repositories', table => {
    bytewise(table, 'name', 255).primary();
    table
      .string('repository_id', 64)
      .comment('Repository record; null: belongs to administrators');
    table
      .bigInteger('orphaned_at')
      .comment('When the record was deleted: only administrators reach it');
    table.bigInteger('created_at').notNullable().comment('ms since 1970, UTC');
    table.bigInteger('pushed_at').notNullable().comment('ms since 1970, UTC');
    table.index(['repository_id'], 'image_repositories_record');
  });

  await knex.schema.createTable('blobs', table => {
    bytewise(table, 'digest', 80).primary();
    table.bigInteger('size').notNullable();
    table.bigInteger('touched_at').notNullable().comment('ms since 1970, UTC');
  });

  await knex.schema.createTable('repository_blobs', table => {
    bytewise(table, 'repository', 255).notNullable();
    bytewise(table, 'digest', 80).notNullable();
    table.bigInteger('size').notNullable();
    table.bigInteger('touched_at').notNullable().comment('ms since 1970, UTC');
    table.primary(['repository', 'digest']);
    table.index(['digest'], 'repository_blobs_digest');
  });

  await knex.schema.createTable('manifests', table => {
    bytewise(table, 'repository', 255).notNullable();
    bytewise(table, 'digest', 80).notNullable();
    table.string('kind', 16).notNullable().comment('image, index or artifact');
    table.string('media_type', 255).notNullable();
    table.string('artifact_type', 255);
    table.bigInteger('size').notNullable().comment('Bytes of the manifest');
    table
      .bigInteger('total_size')
      .notNullable()
      .comment('Bytes with all that it names');
    bytewise(table, 'subject', 80).comment('Digest that this refers to');
    table.text('platforms').notNullable().comment('JSON list');
    table.text('annotations').comment('JSON object');
    table.text('labels').comment('JSON object from the configuration');
    table.string('created', 64).comment('As the configuration says');
    table.bigInteger('pushed_at').notNullable().comment('ms since 1970, UTC');
    table.primary(['repository', 'digest']);
    table.index(['repository', 'subject'], 'manifests_subject');
    table.index(['digest'], 'manifests_digest');
  });

  await knex.schema.createTable('manifest_references', table => {
    bytewise(table, 'repository', 255).notNullable();
    bytewise(table, 'parent', 80).notNullable();
    bytewise(table, 'child', 80).notNullable();
    table.string('kind', 16).notNullable().comment('blob or manifest');
    table.primary(['repository', 'parent', 'child']);
    table.index(['repository', 'child'], 'manifest_references_child');
  });

  await knex.schema.createTable('pushes', table => {
    table.string('id', 64).primary();
    bytewise(table, 'repository', 255).notNullable();
    bytewise(table, 'digest', 80).notNullable();
    table.string('tag', 128);
    table.boolean('proved').notNullable();
    table.string('user_entity_ref', 255);
    table.string('run_id', 64);
    table.string('instance_key', 255);
    table.integer('attempt');
    table.text('run').comment('JSON: what the run token, then the event say');
    table.bigInteger('pushed_at').notNullable().comment('ms since 1970, UTC');
    table.index(['repository', 'digest', 'pushed_at'], 'pushes_image');
  });

  await knex.schema.createTable('tags', table => {
    bytewise(table, 'repository', 255).notNullable();
    bytewise(table, 'tag', 128).notNullable();
    bytewise(table, 'digest', 80).notNullable();
    table.string('push_id', 64).notNullable();
    table
      .boolean('protected_ref')
      .notNullable()
      .comment('A protected ref wrote it once');
    table.bigInteger('updated_at').notNullable().comment('ms since 1970, UTC');
    table.primary(['repository', 'tag']);
    table.index(['repository', 'digest'], 'tags_digest');
    table.index(['repository', 'updated_at', 'tag'], 'tags_time');
  });

  await knex.schema.createTable('uploads', table => {
    table.string('id', 64).primary();
    bytewise(table, 'repository', 255).notNullable();
    table.text('actor').notNullable();
    table.bigInteger('touched_at').notNullable().comment('ms since 1970, UTC');
    table.index(['touched_at'], 'uploads_touched');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'uploads',
    'tags',
    'pushes',
    'manifest_references',
    'manifests',
    'repository_blobs',
    'blobs',
    'image_repositories',
  ]) {
    await knex.schema.dropTable(table);
  }
};
