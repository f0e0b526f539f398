// Secrets of steps: sealed values, and who may read them. The key is not here.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('secrets', table => {
    table.string('namespace', 63).notNullable();
    table.string('name', 63).notNullable();
    table.text('sealed').notNullable();
    table.text('repository_ids').comment('JSON; null for the whole namespace');
    table.text('refs').comment('JSON; null for protected refs');
    table.bigInteger('created_at').notNullable().comment('ms since 1970, UTC');
    table.bigInteger('updated_at').notNullable();
    table.string('updated_by', 255).notNullable();
    table.bigInteger('used_at');
    table.string('used_by_run', 36);
    table.primary(['namespace', 'name']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('secrets');
};
