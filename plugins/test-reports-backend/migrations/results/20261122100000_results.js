// Results of tests: millions of rows. On SQLite in a file of their own that
// one worker writes; on PostgreSQL beside the other tables.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  const sqlite = String(knex.client.config.client).includes('sqlite');
  const bytes = sqlite ? 'BLOB' : 'BYTEA';
  const id = sqlite
    ? 'INTEGER PRIMARY KEY'
    : 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY';
  const clustered = sqlite ? ' WITHOUT ROWID' : '';
  const statements = [
    `CREATE TABLE suites (
      id ${id},
      repository_id VARCHAR(36) NOT NULL,
      key ${bytes} NOT NULL UNIQUE,
      path TEXT NOT NULL
    )`,
    'CREATE INDEX suites_repository ON suites (repository_id)',
    `CREATE TABLE tests (
      id ${id},
      key ${bytes} NOT NULL UNIQUE,
      suite_id BIGINT NOT NULL,
      name TEXT NOT NULL,
      class_name TEXT,
      file TEXT,
      folded TEXT NOT NULL
    )`,
    'CREATE INDEX tests_suite ON tests (suite_id)',
    // status: 0 failed, 1 errored, 2 skipped, 3 passed
    // change: 0 none, 1 new failure, 2 still failing, 3 fixed
    `CREATE TABLE results (
      report_id INTEGER NOT NULL,
      n INTEGER NOT NULL,
      test_id BIGINT NOT NULL,
      status SMALLINT NOT NULL,
      flaky SMALLINT NOT NULL,
      change SMALLINT NOT NULL,
      duration_ms DOUBLE PRECISION,
      cause INTEGER,
      PRIMARY KEY (report_id, n)
    )${clustered}`,
    'CREATE INDEX results_test ON results (test_id, report_id)',
    'CREATE INDEX results_failed ON results (report_id, n) WHERE status < 2',
    'CREATE INDEX results_changed ON results (report_id, change, n) WHERE change > 0',
    `CREATE TABLE details (
      report_id INTEGER NOT NULL,
      n INTEGER NOT NULL,
      message TEXT,
      body TEXT NOT NULL,
      PRIMARY KEY (report_id, n)
    )`,
    `CREATE TABLE report_suites (
      report_id INTEGER NOT NULL,
      n INTEGER NOT NULL,
      suite_id BIGINT NOT NULL,
      first_n INTEGER NOT NULL,
      last_n INTEGER NOT NULL,
      tests INTEGER NOT NULL,
      passed INTEGER NOT NULL,
      failed INTEGER NOT NULL,
      errored INTEGER NOT NULL,
      skipped INTEGER NOT NULL,
      flaky INTEGER NOT NULL,
      duration_ms DOUBLE PRECISION NOT NULL,
      output TEXT,
      PRIMARY KEY (report_id, n)
    )`,
    `CREATE TABLE causes (
      report_id INTEGER NOT NULL,
      n INTEGER NOT NULL,
      title TEXT NOT NULL,
      tests INTEGER NOT NULL,
      PRIMARY KEY (report_id, n)
    )`,
  ];
  for (const statement of statements) {
    await knex.raw(statement);
  }
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'causes',
    'report_suites',
    'details',
    'results',
    'tests',
    'suites',
  ]) {
    await knex.schema.dropTable(table);
  }
};
