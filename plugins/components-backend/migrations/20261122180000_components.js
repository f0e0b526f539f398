// Components, their published versions, and what is wrong with them.

/** @param {import('knex').Knex} knex */
function bytewise(knex) {
  return knex.client.config.client === 'pg'
    ? 'varchar(127) collate "C"'
    : 'varchar(127)';
}

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('components', table => {
    table.string('namespace', 63).notNullable();
    table.string('name', 63).notNullable();
    // Cursors compare bytes, whatever language the database speaks.
    table
      .specificType('key', bytewise(knex))
      .notNullable()
      .comment('namespace/name, for paging');
    table
      .string('repository_id', 64)
      .comment('The record that owns the name; none for shipped ones');
    table.string('latest_version', 100).notNullable();
    table.text('search').notNullable().comment('Lower case');
    table.text('tags').notNullable().comment(',a,b,');
    table.primary(['namespace', 'name']);
    table.unique(['key']);
    table.index(['repository_id']);
  });
  await knex.schema.createTable('component_versions', table => {
    table.string('namespace', 63).notNullable();
    table.string('name', 63).notNullable();
    table.string('version', 100).notNullable();
    table.string('lifecycle', 16).notNullable();
    table.text('lifecycle_reason');
    table.text('definition').notNullable().comment('JSON, frozen');
    table.text('readme');
    table.string('source_digest', 71).notNullable();
    table.string('image_digest', 71);
    table.string('repository_id', 64);
    table.string('repository', 127).comment('namespace/name when published');
    table.string('commit', 40);
    table.text('path');
    table.boolean('from_protected_ref').notNullable().defaultTo(false);
    table.string('published_by', 255);
    table
      .bigInteger('published_at')
      .notNullable()
      .comment('ms since 1970, UTC');
    table.bigInteger('updated_at').notNullable().comment('ms since 1970, UTC');
    table.primary(['namespace', 'name', 'version']);
    table.index(['source_digest']);
  });
  await knex.schema.createTable('component_findings', table => {
    table.string('namespace', 63).notNullable();
    table.string('name', 63).notNullable();
    table.string('version', 100).notNullable();
    table.text('body').notNullable().comment('The finding as JSON');
    table.index(['namespace', 'name', 'version']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('component_findings');
  await knex.schema.dropTable('component_versions');
  await knex.schema.dropTable('components');
};
