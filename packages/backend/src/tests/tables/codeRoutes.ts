import { row, type RouteRow } from '../RouteRow';

const hidden = '/api/code/repositories/hidden/vault';
const named = '/api/code/repositories/:namespace/:name';
const merge = { expectedHead: '0'.repeat(40), method: 'merge' };

export const codeRoutes: RouteRow[] = [
  row('signedIn', 'GET /api/code/openapi.json'),
  row('list', 'GET /api/code/repositories', undefined, {
    foreign: '{repositoryId}',
  }),
  row('entitled', 'POST /api/code/repositories', undefined, {
    body: { namespace: 'hidden', name: 'mine' },
  }),
  row('entitled', `GET ${named}`, hidden),
  row('entitled', `PATCH ${named}`, hidden, {
    body: { visibility: 'internal' },
  }),
  row('entitled', `DELETE ${named}`, hidden),
  row('entitled', `GET ${named}/refs`, `${hidden}/refs`),
  row('entitled', `GET ${named}/tree`, `${hidden}/tree`),
  row('entitled', `GET ${named}/blob`, `${hidden}/blob?path=main.js`),
  row('entitled', `GET ${named}/commits`, `${hidden}/commits`),
  row('entitled', `GET ${named}/commits/:sha`, `${hidden}/commits/{commit}`),
  row('entitled', `GET ${named}/findings`, `${hidden}/findings`),
  row('entitled', `POST ${named}/commits`, `${hidden}/commits`, {
    body: { branch: 'main', message: 'x', files: [{ path: 'x', content: '' }] },
  }),
  row(
    'entitled',
    `GET ${named}/compare`,
    `${hidden}/compare?base=main&head={commit}`,
  ),
  row('entitled', `GET ${named}/pull-requests`, `${hidden}/pull-requests`),
  row('entitled', `POST ${named}/pull-requests`, `${hidden}/pull-requests`, {
    body: { title: 'x', source: 'topic' },
  }),
  ...['GET', 'PATCH', 'POST /merge'].map(text => {
    const [method, below = ''] = text.split(' ');
    return row(
      'entitled',
      `${method} ${named}/pull-requests/:number${below}`,
      `${hidden}/pull-requests/1${below}`,
      method === 'GET'
        ? { administrator: 404 }
        : { body: below ? merge : { title: 'x' } },
    );
  }),
  row('plugins', 'GET /api/code/internal/repositories'),
  ...['GET', 'GET /files', 'PUT /findings'].map(text => {
    const [method, below = ''] = text.split(' ');
    const base = '/api/code/internal/repositories';
    return row(
      'plugins',
      `${method} ${base}/:id${below}`,
      `${base}/{repositoryId}${below}`,
      method === 'PUT' ? { body: { findings: [] } } : undefined,
    );
  }),
  row(
    'entitled',
    'USE /git',
    '/git/hidden/vault.git/info/refs?service=git-upload-pack',
  ),
  row(
    'entitled',
    'USE /git',
    '/git/hidden/vault.git/info/refs?service=git-receive-pack',
  ),
];
