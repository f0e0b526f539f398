// Counts of attempts to sign in, shared by all replicas (PostgreSQL only; one
// process on SQLite keeps them in memory). The columns are those that
// rate-limiter-flexible expects; keys are hashes.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('sign_in_limits', table => {
    table.string('key', 255).primary();
    table.integer('points').notNullable().defaultTo(0);
    table.bigInteger('expire');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('sign_in_limits');
};
