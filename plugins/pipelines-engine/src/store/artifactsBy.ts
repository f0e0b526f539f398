import type { Knex } from 'knex';
import type { ArtifactMark, ArtifactRecord } from './records';

/** @see RunQueries.artifacts */
export async function artifactsBy(
  knex: Knex,
  by: { runId: string } | { digest: string },
  { after, limit = 1_000 }: { after?: string; limit?: number } = {},
): Promise<ArtifactRecord[]> {
  const query = knex('run_artifacts as a')
    .join('run_steps as s', join =>
      'runId' in by
        ? join
            .on('a.run_id', knex.raw('COALESCE(s.taken_run, s.run_id)'))
            .andOn(
              'a.position',
              knex.raw('COALESCE(s.taken_position, s.position)'),
            )
        : join.on('s.run_id', 'a.run_id').andOn('s.position', 'a.position'),
    )
    .select('a.*', 's.instance_key', 's.step_id')
    .orderBy(['a.run_id', 'a.position', 'a.attempt', 'a.output'])
    .limit(limit);
  if (after !== undefined) {
    query.whereRaw(
      '(a.run_id, a.position, a.attempt, a.output) > (?, ?, ?, ?)',
      placeOf(after),
    );
  }
  const rows: {
    run_id: string;
    position: number;
    instance_key: string;
    step_id: string;
    attempt: number;
    output: string;
    digest: string;
    size: number | string;
    media_type: string;
    path: string;
    mark: ArtifactMark;
  }[] = await ('runId' in by
    ? query.where('s.run_id', by.runId)
    : query.where('a.digest', by.digest));
  return rows.map(row => ({
    runId: row.run_id,
    instanceKey: row.instance_key,
    stepId: row.step_id,
    attempt: row.attempt,
    output: row.output,
    digest: row.digest,
    size: Number(row.size),
    mediaType: row.media_type,
    path: row.path,
    mark: row.mark,
    cursor: [row.run_id, row.position, row.attempt, row.output].join('/'),
  }));
}

/** The output may have any characters. */
function placeOf(cursor: string): [string, number, number, string] {
  const [runId, position, attempt, ...output] = cursor.split('/');
  return [runId, Number(position), Number(attempt), output.join('/')];
}
