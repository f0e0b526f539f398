// CDEvents of what other plugins tell, stored in the transaction of the inbox.
// They get their place in the feed later, under the lock under which the journal
// is told, so that places become visible in order.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('cdevents_arrived', table => {
    table.bigIncrements('number');
    table.text('event').notNullable().comment('The CloudEvent as JSON');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('cdevents_arrived');
};
