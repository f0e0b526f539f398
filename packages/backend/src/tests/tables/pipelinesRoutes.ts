import { row, type RouteRow } from '../RouteRow';

const run = '/api/pipelines/runs/{runId}';
const log = '/steps/test/attempts/1/log';
export const pipelinesRoutes: RouteRow[] = [
  row('signedIn', 'GET /api/pipelines/openapi.json'),
  row('everybody', 'GET /api/pipelines/schemas/workflow.json', undefined, {
    anybody: 200,
  }),
  row('list', 'GET /api/pipelines/workflows', undefined, {
    foreign: '{workflowId}',
  }),
  row(
    'list',
    'GET /api/pipelines/workflows',
    '/api/pipelines/workflows?repositoryId={repositoryId}',
    { foreign: '{workflowId}' },
  ),
  row(
    'entitled',
    'GET /api/pipelines/workflows/:id',
    '/api/pipelines/workflows/{workflowId}',
  ),
  row(
    'entitled',
    'POST /api/pipelines/workflows/:id/runs',
    '/api/pipelines/workflows/{workflowId}/runs',
    { body: {} },
  ),
  row('list', 'GET /api/pipelines/runs', undefined, { foreign: '{runId}' }),
  row(
    'list',
    'GET /api/pipelines/runs',
    '/api/pipelines/runs?workflowId={workflowId}&repositoryId={repositoryId}',
    { foreign: '{runId}' },
  ),
  row(
    'list',
    'GET /api/pipelines/runs',
    '/api/pipelines/runs?entityRef=component:hidden/vault',
    { foreign: '{runId}' },
  ),
  ...['', '/events', '/artifacts'].map(below =>
    row('entitled', `GET /api/pipelines/runs/:id${below}`, `${run}${below}`),
  ),
  ...['', '.txt'].map(end =>
    row(
      'entitled',
      `GET /api/pipelines/runs/:id/steps/:instanceKey/attempts/:attempt/log${end}`,
      `${run}${log}${end}`,
    ),
  ),
  row('list', 'GET /api/pipelines/approvals', undefined, {
    foreign: '{approvalRunId}',
  }),
  row(
    'entitled',
    'POST /api/pipelines/runs/:id/steps/:instanceKey/approval',
    `${run}/steps/test/approval`,
    { body: { decision: 'approve' } },
  ),
  row(
    'entitled',
    'POST /api/pipelines/workflows/:id/drain',
    '/api/pipelines/workflows/{workflowId}/drain',
    { body: { on: true } },
  ),
  ...['cancel', 'pause', 'resume', 'rerun'].map(below =>
    row('entitled', `POST /api/pipelines/runs/:id/${below}`, `${run}/${below}`),
  ),
  row(
    'entitled',
    'GET /api/pipelines/artifacts/:digest',
    '/api/pipelines/artifacts/{artifact}',
  ),
  row('list', 'GET /api/pipelines/secrets', undefined, {
    foreign: 'hidden/vault-key',
  }),
  row(
    'entitled',
    'GET /api/pipelines/secrets',
    '/api/pipelines/secrets?namespace=hidden',
  ),
  row(
    'entitled',
    'PUT /api/pipelines/secrets/:namespace/:name',
    '/api/pipelines/secrets/hidden/vault-key',
    { body: { refs: 'protected' } },
  ),
  row(
    'entitled',
    'DELETE /api/pipelines/secrets/:namespace/:name',
    '/api/pipelines/secrets/hidden/never-there',
    { administrator: 404 },
  ),
  row('list', 'GET /api/pipelines/deliveries', undefined, {
    foreign: '{commit}',
  }),
  row('list', 'GET /api/pipelines/findings', undefined, {
    foreign: 'broken.yaml',
  }),
  row('signedIn', 'POST /api/pipelines/lint', undefined, {
    body: { text: 'kind: Workflow' },
  }),
  row('entitled', 'POST /api/pipelines/lint', undefined, {
    body: { text: 'kind: Workflow', repository: 'hidden/vault' },
  }),
  row('signedIn', 'POST /api/pipelines/lint/surroundings', undefined, {
    body: { uses: ['dop/shell@1'] },
  }),
  row('entitled', 'POST /api/pipelines/lint/surroundings', undefined, {
    body: { uses: [], repository: 'hidden/vault' },
  }),
  row('entitled', 'GET /api/pipelines/streams'),
  row(
    'entitled',
    'GET /api/pipelines/stream',
    '/api/pipelines/stream?watch=run:{runId}:0',
  ),
  row(
    'entitled',
    'GET /api/pipelines/stream',
    '/api/pipelines/stream?watch=log:{runId}:test:1:0',
  ),
  row(
    'list',
    'GET /api/pipelines/stream',
    '/api/pipelines/stream?watch=runs:',
    { foreign: '{runId}' },
  ),
  row('list', 'GET /api/pipelines/events', undefined, { foreign: '{runId}' }),
  row('plugins', 'POST /api/pipelines/events', undefined, { body: {} }),
  row('plugins', 'POST /api/pipelines/internal/run-tokens/verify', undefined, {
    body: { secret: 'dop_run_1_x' },
  }),
];
