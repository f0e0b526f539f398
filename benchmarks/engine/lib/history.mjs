// Databases that hold many runs that are over: one run that was really made,
// copied with its steps, attempts and journal under ids of the past.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/setUp.mjs';

const Database = createRequire(join(root, 'package.json'))('better-sqlite3');
const tables = ['runs', 'run_steps', 'run_attempts', 'run_events'];

/**
 * @param file - SQLite file with at least one run that is over
 * @param count - runs that it holds afterwards, about
 */
export function fillHistory(file, count) {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = OFF');
  const [sample] = database
    .prepare('SELECT id FROM runs WHERE ended_at IS NOT NULL LIMIT 1')
    .all();
  const insert = database.transaction(() => {
    database.exec(
      'CREATE TEMP TABLE copies (id TEXT PRIMARY KEY, hex TEXT, number INTEGER)',
    );
    const add = database.prepare('INSERT INTO copies VALUES (?, ?, ?)');
    const known = database.prepare('SELECT count(*) AS count FROM runs').get();
    for (let index = known.count; index < count; index += 1) {
      // Ids sort by time; these are of some days before.
      const hex = `01a0${index.toString(16).padStart(8, '0')}70008000${(
        index * 2654435761
      )
        .toString(16)
        .padStart(12, '0')
        .slice(-12)}`;
      const id = hex.replace(
        /^(.{8})(.{4})(.{4})(.{4})(.{12})$/,
        '$1-$2-$3-$4-$5',
      );
      add.run(id, hex, index + 1_000_000);
    }
    for (const table of tables) {
      copy(database, table, sample.id);
    }
    // Long ago, all of them were told as CDEvents.
    database.exec(
      'INSERT OR REPLACE INTO cdevent_progress (run_id, sequence) SELECT id, sequence FROM runs',
    );
  });
  insert();
  const { count: runs } = database
    .prepare('SELECT count(*) AS count FROM runs')
    .get();
  database.exec('ANALYZE');
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  // Else the machine is still writing it while the first round is measured.
  spawnSync('sync');
  return runs;
}

function copy(database, table, sample) {
  const columns = database
    .prepare(`SELECT name FROM pragma_table_info('${table}')`)
    .all()
    .map(({ name }) => name);
  const values = columns.map(name => {
    if (table === 'runs' && name === 'id') {
      return 'c.id';
    }
    if (name === 'run_id') {
      return 'c.id';
    }
    if (table === 'runs' && name === 'number') {
      return 'c.number';
    }
    if (name === 'workflow_id') {
      return "'workflow-' || (c.number % 100)";
    }
    if (name === 'handle') {
      return "substr(t.handle, 1, 11) || c.hex || '-' || t.position || '-' || t.number";
    }
    return `t.${name}`;
  });
  database
    .prepare(
      `INSERT INTO ${table} (${columns.join(', ')})
       SELECT ${values.join(', ')} FROM copies c CROSS JOIN ${table} t
       WHERE t.${table === 'runs' ? 'id' : 'run_id'} = ? ORDER BY c.id`,
    )
    .run(sample);
}
