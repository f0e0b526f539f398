import type { Run } from '@dop/plugin-pipelines-common';
import { RunPage } from '../run/RunPage';
import { json, type Answers } from './fakePortal';
import { showPage } from './showPage';

const logText = 'not ok 2\n';

/** What the portal answers about one recorded run. */
function answersOf(run: Run): Answers {
  const log = () =>
    json({
      offset: 0,
      text: logText,
      nextOffset: logText.length,
      end: true,
    });
  return {
    ...Object.fromEntries(
      run.steps.flatMap(({ key, attempts }) =>
        attempts.map(({ number }) => [
          `GET /pipelines/runs/run-7/steps/${encodeURIComponent(
            key,
          )}/attempts/${number}/log`,
          log,
        ]),
      ),
    ),

    'GET /pipelines/runs/run-7': () => json(run),
    'GET /pipelines/runs/run-7/events': (_, query) =>
      run.sequence > 100
        ? manyEvents(run, query)
        : json({
            items: [
              {
                sequence: 1,
                time: run.createdAt,
                type: 'run.started',
                message: 'The run started.',
              },
            ],
          }),
    'GET /test-reports/runs/run-7': () =>
      json({
        runId: 'run-7',
        totals: { tests: 412, failed: 2, errored: 0, passed: 410, skipped: 0 },
        newFailures: 2,
        fixed: 0,
        pending: false,
        reports: [
          {
            id: 'rep-1',
            superseded: false,
            comparison: { commit: '77aa88bb99', newFailures: 2 },
          },
        ],
      }),
    'POST /pipelines/runs/run-7/cancel': () =>
      json(
        {
          error: { name: 'NotAllowedError', message: 'Only members may.' },
          request: { method: 'POST', url: '/runs/run-7/cancel' },
          response: { statusCode: 403 },
        },
        403,
      ),
    'POST /pipelines/runs/run-7/rerun': () => json({ ...run, id: 'run-8' }),
  };
}

function manyEvents(run: Run, query: URLSearchParams): Response {
  const after = Number(query.get('after') ?? 0);
  const last = Math.min(after + Number(query.get('limit')), run.sequence);
  return json({
    items: Array.from({ length: last - after }, (_, index) => ({
      sequence: after + index + 1,
      time: run.createdAt,
      type: 'step.state',
      message: `Event ${after + index + 1}`,
    })),
  });
}

/** Shows the page of `run-7`; other pages are only named. */
export function showRun(
  run: Run,
  path: string = '/runs/run-7',
  more: Answers = {},
) {
  return showPage(
    <RunPage />,
    { pattern: '/runs/:id', path },
    { ...answersOf(run), ...more },
  );
}
