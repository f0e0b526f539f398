// The account of the portal's own set-up: an administrator that nobody signs in
// as, and that does not count when the portal asks if it has an administrator.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('accounts', table => {
    table.boolean('setup').notNullable().defaultTo(false);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('accounts', table => {
    table.dropColumn('setup');
  });
};
