// Accounts, groups, what opens them (passwords, sessions, tokens, links), the
// records of repositories, and the audit. Times are ms since 1970, UTC. No
// secret is stored: passwords by scrypt, everything random by SHA-256.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('accounts', table => {
    table.string('name', 63).primary();
    table.string('display_name', 200).notNullable();
    table.string('email', 320);
    table.boolean('administrator').notNullable().defaultTo(false);
    table.boolean('active').notNullable().defaultTo(true);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('last_seen_at');
    table
      .string('first_key_hash', 64)
      .unique()
      .comment('The first link that made this account; each makes one');
  });
  await knex.schema.createTable('passwords', table => {
    table
      .string('account', 63)
      .primary()
      .references('name')
      .inTable('accounts')
      .onDelete('CASCADE');
    table.text('hash').notNullable().comment('scrypt with its parameters');
    table.bigInteger('changed_at').notNullable();
  });
  await knex.schema.createTable('groups', table => {
    table.string('name', 63).primary();
    table.string('display_name', 200).notNullable();
    table.text('description');
    table.bigInteger('created_at').notNullable();
  });
  await knex.schema.createTable('memberships', table => {
    table
      .string('group_name', 63)
      .notNullable()
      .references('name')
      .inTable('groups')
      .onDelete('CASCADE');
    table
      .string('account', 63)
      .notNullable()
      .references('name')
      .inTable('accounts')
      .onDelete('CASCADE');
    table.string('role', 16).notNullable().comment('owner or member');
    table.primary(['group_name', 'account']);
    table.index(['account'], 'memberships_account');
  });
  await knex.schema.createTable('sessions', table => {
    table.string('id', 32).primary();
    table.string('secret_hash', 64).notNullable();
    table
      .string('account', 63)
      .notNullable()
      .references('name')
      .inTable('accounts')
      .onDelete('CASCADE');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.bigInteger('last_seen_at').notNullable();
    table.string('user_agent', 300);
    table.bigInteger('ended_at');
    table.index(['account', 'ended_at'], 'sessions_account');
  });
  await knex.schema.createTable('tokens', table => {
    table.string('id', 32).primary();
    table.string('secret_hash', 64).notNullable();
    table
      .string('account', 63)
      .notNullable()
      .references('name')
      .inTable('accounts')
      .onDelete('CASCADE');
    table.string('name', 100).notNullable();
    table.text('scopes').notNullable().comment('JSON list');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.bigInteger('last_used_at');
    table.bigInteger('revoked_at');
    table.index(['account', 'created_at'], 'tokens_account');
  });
  await knex.schema.createTable('links', table => {
    table.string('key_hash', 64).primary();
    table
      .string('account', 63)
      .unique()
      .references('name')
      .inTable('accounts')
      .onDelete('CASCADE')
      .comment('Who sets a password with it; empty: the first administrator');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
  });
  await knex.schema.createTable('repositories', table => {
    table.string('id', 36).primary();
    table
      .string('namespace', 63)
      .notNullable()
      .references('name')
      .inTable('groups');
    table.string('name', 100).notNullable();
    table.string('name_key', 100).notNullable().comment('Lower case');
    table.text('description');
    table.string('visibility', 16).notNullable();
    table.string('default_branch', 200).notNullable();
    table.text('protected_refs').notNullable().comment('JSON list');
    table.string('trust', 16).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('updated_at').notNullable();
    table.unique(['namespace', 'name_key'], {
      indexName: 'repositories_name_key',
    });
  });
  await knex.schema.createTable('audit', table => {
    table.bigIncrements('sequence');
    table.string('id', 36).notNullable().unique();
    table.bigInteger('time').notNullable();
    table.string('plugin_id', 64).notNullable();
    table.string('event_id', 100).notNullable();
    table.string('severity', 16).notNullable();
    table.string('status', 16).notNullable();
    table.string('actor', 255).notNullable();
    table.string('request', 500);
    table.text('meta').comment('JSON');
    table.text('error');
    table.index(['time'], 'audit_time');
    table.index(['actor', 'sequence'], 'audit_actor');
    table.index(['plugin_id', 'sequence'], 'audit_plugin');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'audit',
    'repositories',
    'links',
    'tokens',
    'sessions',
    'memberships',
    'groups',
    'passwords',
    'accounts',
  ]) {
    await knex.schema.dropTable(table);
  }
};
