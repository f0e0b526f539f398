// Names of the secrets that attempts got or did not get; never their values.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('run_attempts', table => {
    table.text('secrets');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('run_attempts', table => {
    table.dropColumn('secrets');
  });
};
