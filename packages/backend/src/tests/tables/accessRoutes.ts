import { row, type RouteRow } from '../RouteRow';

export const accessRoutes: RouteRow[] = [
  row('signedIn', 'GET /api/access/openapi.json'),
  row('signedIn', 'GET /api/access/alive', undefined, { narrow: 200 }),
  ...[
    'first',
    'first/check',
    'invitations/check',
    'invitations/accept',
    'sessions',
  ].map(path => row('everybody', `POST /api/access/${path}`)),
  row('signedIn', 'GET /api/access/me'),
  row('signedIn', 'PATCH /api/access/me', undefined, { body: {} }),
  row('entitled', 'POST /api/access/me/password', undefined, {
    body: { currentPassword: 'not mine', newPassword: 'a long new sentence' },
  }),
  row('list', 'GET /api/access/sessions', undefined, {
    foreign: '{sessionId}',
  }),
  row(
    'entitled',
    'DELETE /api/access/sessions/:id',
    '/api/access/sessions/{sessionId}',
  ),
  row('list', 'GET /api/access/tokens', undefined, { foreign: '{tokenId}' }),
  row('signedIn', 'POST /api/access/tokens', undefined, {
    body: {
      name: 'one',
      scopes: ['repository:read'],
      expiresAt: new Date(Date.now() + 3600_000).toISOString(),
    },
  }),
  row(
    'entitled',
    'DELETE /api/access/tokens/:id',
    '/api/access/tokens/{tokenId}',
  ),
  row('entitled', 'GET /api/access/audit'),
  row('signedIn', 'GET /api/access/accounts'),
  row('signedIn', 'GET /api/access/accounts/:name', '/api/access/accounts/ada'),
  row('entitled', 'POST /api/access/accounts', undefined, {
    body: { name: 'mallory', displayName: 'Mallory', administrator: true },
  }),
  row(
    'entitled',
    'PATCH /api/access/accounts/:name',
    '/api/access/accounts/eve',
    { body: { administrator: true } },
  ),
  row(
    'entitled',
    'POST /api/access/accounts/:name/password',
    '/api/access/accounts/ada/password',
    { body: { password: 'a password of the stranger' } },
  ),
  row(
    'entitled',
    'POST /api/access/accounts/:name/invitation',
    '/api/access/accounts/ada/invitation',
  ),
  row('signedIn', 'GET /api/access/groups'),
  row('signedIn', 'GET /api/access/groups/:name', '/api/access/groups/hidden'),
  row('entitled', 'POST /api/access/groups', undefined, {
    body: { name: 'mine', displayName: 'Mine' },
  }),
  row(
    'entitled',
    'PATCH /api/access/groups/:name',
    '/api/access/groups/hidden',
    { body: { displayName: 'Mine' } },
  ),
  row(
    'entitled',
    'PUT /api/access/groups/:name/members/:account',
    '/api/access/groups/hidden/members/eve',
    { body: { role: 'owner' } },
  ),
  row(
    'entitled',
    'DELETE /api/access/groups/:name/members/:account',
    '/api/access/groups/hidden/members/ada',
  ),
  row('plugins', 'GET /api/access/internal/entities'),
  ...[
    'audit',
    'authorize',
    'repositories',
    'repositories/list',
    'repository',
    'sessions/end',
    'sessions/open',
    'user',
    'verify',
    'visible',
  ].map(path =>
    row('plugins', `POST /api/access/internal/${path}`, undefined, {
      body: {},
    }),
  ),
  ...['PATCH', 'DELETE'].map(method =>
    row(
      'plugins',
      `${method} /api/access/internal/repositories/:id`,
      '/api/access/internal/repositories/{repositoryId}',
    ),
  ),
];
