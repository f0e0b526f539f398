import { row, type RouteRow } from '../RouteRow';

const tasks = '/api/scaffolder/v2/tasks';
const task = `${tasks}/:taskId`;
const template = '/api/scaffolder/v2/templates';

export const scaffolderRoutes: RouteRow[] = [
  row('signedIn', 'GET /api/scaffolder/v2/actions'),
  row('signedIn', 'GET /api/scaffolder/v2/templating-extensions'),
  row(
    'entitled',
    `GET ${template}/:namespace/:kind/:name/parameter-schema`,
    `${template}/hidden/template/form/parameter-schema`,
  ),
  // What somebody wrote into a form is in the task.
  row('list', `GET ${tasks}`, undefined, { foreign: '{taskId}' }),
  row('list', `GET ${tasks}`, `${tasks}?createdBy=user:default/ada`, {
    foreign: 'what only its author reads',
  }),
  row('entitled', `POST ${tasks}`, undefined, {
    body: { templateRef: 'template:hidden/form', values: {} },
  }),
  ...['', '/events', '/eventstream'].map(below =>
    row('entitled', `GET ${task}${below}`, `${tasks}/{taskId}${below}`),
  ),
  ...['cancel', 'retry'].map(below =>
    row('entitled', `POST ${task}/${below}`, `${tasks}/{taskId}/${below}`, {
      body: {},
    }),
  ),
  row('entitled', 'POST /api/scaffolder/v2/dry-run', undefined, {
    body: { template: {}, values: {}, directoryContents: [] },
  }),
];
