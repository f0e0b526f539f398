// What must be true when nothing runs any more, asked of the database, of the
// neighbours and of this machine.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOfProgram } from './neighbours.mjs';

const endsOfRuns = [
  'succeeded',
  'warned',
  'failed',
  'timedOut',
  'rejected',
  'cancelled',
];
const endsOfAttempts = ['succeeded', 'failed', 'timedOut', 'cancelled', 'lost'];

/** How much is not over yet; all zero when it is quiet. */
export async function unfinished(database) {
  const one = async sql => Number((await database.query(sql)).rows[0].n);
  return {
    deliveries: await one(
      "SELECT count(*) n FROM deliveries WHERE state IN ('received', 'failed')",
    ),
    runs: await one('SELECT count(*) n FROM runs WHERE ended_at IS NULL'),
    attempts: await one(
      'SELECT count(*) n FROM run_attempts WHERE ended_at IS NULL',
    ),
    untold: await one(
      `SELECT count(*) n FROM runs r
       LEFT JOIN cdevent_progress p ON p.run_id = r.id
       WHERE r.sequence > coalesce(p.sequence, 0)`,
    ),
    outbox: await one("SELECT count(*) n FROM outbox WHERE state = 'pending'"),
  };
}

/**
 * @param options.pushes - events that were sent, as `{ data: { repositoryId,
 * sequence, after } }`
 * @param options.since - id of the first run that is looked at
 * @returns a sentence for each thing that is wrong
 */
export async function violationsOf({
  database,
  neighbours,
  pushes,
  since,
  replica,
  folders,
}) {
  const found = [];
  const rows = async (sql, ...values) =>
    (await database.query(sql, values)).rows;
  const each = async (sql, sentence, ...values) => {
    for (const row of await rows(sql, ...values)) {
      found.push(sentence(row));
    }
  };

  // One delivery and one run for each push, however often and whenever it came.
  const runs = await rows(
    'SELECT id, commit_id, state, repository_id FROM runs WHERE id >= $1',
    since,
  );
  const byCommit = new Map();
  for (const run of runs) {
    byCommit.set(run.commit_id, [...(byCommit.get(run.commit_id) ?? []), run]);
  }
  for (const { data } of pushes) {
    const of = byCommit.get(data.after) ?? [];
    if (of.length !== 1) {
      found.push(
        `Push ${data.sequence} of ${data.repositoryId} has ${of.length} runs`,
      );
    }
  }

  // Every run ended, once, and so did its attempts.
  await each(
    'SELECT id, state FROM runs WHERE ended_at IS NULL',
    ({ id, state }) => `Run ${id} is ${state} and did not end`,
  );
  await each(
    'SELECT id, state FROM runs WHERE ended_at IS NOT NULL AND NOT state = ANY($1)',
    ({ id, state }) => `Run ${id} ended as ${state}`,
    endsOfRuns,
  );
  await each(
    `SELECT run_id, count(*) n FROM run_events
     WHERE run_id >= $1 AND type = 'run.state' AND state = ANY($2)
     GROUP BY run_id HAVING count(*) <> 1`,
    ({ run_id, n }) => `Run ${run_id} ended ${n} times`,
    since,
    endsOfRuns,
  );
  await each(
    `SELECT run_id, position, attempt, count(*) n FROM run_events
     WHERE run_id >= $1 AND type = 'attempt.state' AND state = ANY($2)
     GROUP BY run_id, position, attempt HAVING count(*) <> 1`,
    row =>
      `Attempt ${row.attempt} of step ${row.position} of run ${row.run_id} ended ${row.n} times`,
    since,
    endsOfAttempts,
  );
  await each(
    'SELECT handle, state, owner FROM run_attempts WHERE ended_at IS NULL',
    ({ handle, state }) => `Attempt ${handle} is ${state} and nobody ends it`,
  );
  await each(
    `SELECT s.run_id, s.position, s.state FROM run_steps s
     JOIN runs r ON r.id = s.run_id
     WHERE s.run_id >= $1 AND r.ended_at IS NOT NULL AND s.ended_at IS NULL`,
    row => `Step ${row.position} of run ${row.run_id} is ${row.state} after it`,
    since,
  );
  await each(
    `SELECT run_id FROM run_events WHERE run_id >= $1
     GROUP BY run_id HAVING count(*) <> max(sequence)`,
    ({ run_id }) => `The journal of run ${run_id} has gaps`,
    since,
  );
  await each(
    'SELECT run_id, name FROM run_timers',
    ({ run_id, name }) => `Timer ${name} of run ${run_id} is left`,
  );

  // Told to the others: all of it, each outcome once.
  await each(
    'SELECT target, subject, state, last_error FROM outbox',
    row =>
      `Outbox: an event for ${row.target} about ${row.subject} is ${row.state}: ${row.last_error}`,
  );
  for (const { id, state } of runs) {
    const told = [...(neighbours.ends.get(id)?.values() ?? [])];
    if (told.length !== 1 || told[0] !== state) {
      found.push(
        `Run ${id} ended as ${state} and was told as: ${told.join(', ')}`,
      );
    }
  }
  await each(
    `SELECT r.id, count(c.id) n FROM runs r
     LEFT JOIN cdevents c ON c.run_id = r.id
       AND c.type LIKE 'dev.cdevents.taskrun.finished.%'
       AND c.id NOT LIKE '%-task-finished' -- of a child run
     WHERE r.id >= $1 GROUP BY r.id
     HAVING count(c.id) <> (SELECT count(*) FROM run_attempts a
       WHERE a.run_id = r.id)`,
    ({ id, n }) => `Of the attempts of run ${id}, ${n} were told of`,
    since,
  );

  // Programs: each attempt started once at most, and its log is whole.
  const starts = new Map();
  const file = join(folders.outside, 'starts');
  for (const key of existsSync(file)
    ? readFileSync(file, 'utf8').split('\n').filter(Boolean)
    : []) {
    if (key >= since) {
      starts.set(key, (starts.get(key) ?? 0) + 1);
    }
  }
  for (const [key, count] of starts) {
    if (count > 1) {
      found.push(`The program of ${key} was started ${count} times`);
    }
  }
  const programs = await rows(
    `SELECT a.run_id, a.position, a.number, s.instance_key, a.runner
     FROM run_attempts a JOIN run_steps s USING (run_id, position)
     WHERE a.run_id >= $1 AND a.state = 'succeeded' AND a.runner <> 'function'`,
    since,
  );
  const whole = Array.from(
    { length: linesOfProgram },
    (_, index) => `line ${index + 1}\n`,
  ).join('');
  for (const row of programs) {
    const response = await replica.ask(
      'GET',
      `/runs/${row.run_id}/steps/${row.instance_key}/attempts/${row.number}/log.txt`,
    );
    const text = await response.text();
    if (text !== whole) {
      found.push(
        `The log of ${row.instance_key} of run ${row.run_id} (${row.runner}): ${
          response.status
        } ${JSON.stringify(text.slice(0, 200))}`,
      );
    }
  }

  // Nothing is left on this machine.
  const left = spawnSync('pgrep', ['-af', `${folders.outside}/starts`], {
    encoding: 'utf8',
  }).stdout.trim();
  if (left) {
    found.push(`Processes are left: ${left}`);
  }
  const supervisors = spawnSync(
    'pgrep',
    ['-fc', `supervisor\\.mjs ${folders.data}/`],
    { encoding: 'utf8' },
  ).stdout.trim();
  if (Number(supervisors) > 1) {
    found.push(`${supervisors} supervisors serve one folder`);
  }
  const [{ value: instance }] = await rows(
    "SELECT value FROM run_settings WHERE name = 'instance'",
  );
  for (const name of folders.containersWith(`dop-${instance}-`)) {
    found.push(`The container ${name} is left`);
  }
  for (const name of workFolders(folders)) {
    if (name.startsWith(`dop-${instance}-`)) {
      found.push(`The work folder ${name} is left`);
    }
  }
  return found;
}

/** Under root in a folder for temporary files, because programs are nobody's. */
function workFolders({ data, temporary }) {
  return [
    join(data, 'pipelines'),
    ...readdirSync(temporary).map(name => join(temporary, name)),
  ]
    .map(folder => join(folder, 'work'))
    .filter(existsSync)
    .flatMap(folder => readdirSync(folder));
}
