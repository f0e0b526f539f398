/** A write of people, and what the audit calls it. */
export interface AuditedWrite {
  /** Of the plugin that the route is of. */
  event: string;
  /** What is asked instead of the route's row. */
  path?: string;
  body?: unknown;
}

const at = (event: string, options: Omit<AuditedWrite, 'event'> = {}) => ({
  event,
  ...options,
});

const manifest = String.raw`/v2/^\/(.+)\/manifests\/([^/]+)$`;
const blob = String.raw`/v2/^\/(.+)\/blobs\/([^/]+)$`;
const upload = String.raw`/v2/^\/(.+)\/blobs\/uploads\/([0-9a-f-]{36})$`;
const component = '/api/components/components/:namespace/:name';
const repository = '/api/code/repositories/:namespace/:name';
const image = '/api/images/repositories/:imageName(.+)/-';
const run = '/api/pipelines/runs/:id';
const password = 'another long sentence';

/** By the route. */
export const auditedWrites: Record<string, AuditedWrite> = {
  'POST /api/access/first': at('first-link'),
  'POST /api/access/invitations/accept': at('invitation-accept', {
    body: { key: 'x'.repeat(43), password },
  }),
  'POST /api/access/sessions': at('sign-in'),
  'PATCH /api/access/me': at('account-change'),
  'POST /api/access/me/password': at('password-change'),
  'DELETE /api/access/sessions/:id': at('session-end'),
  'POST /api/access/tokens': at('token-create'),
  'DELETE /api/access/tokens/:id': at('token-revoke'),
  'POST /api/access/accounts': at('account-create'),
  'PATCH /api/access/accounts/:name': at('account-change'),
  'POST /api/access/accounts/:name/password': at('password-set'),
  'POST /api/access/accounts/:name/invitation': at('invitation-create'),
  'POST /api/access/groups': at('group-create'),
  'PATCH /api/access/groups/:name': at('group-change'),
  'PUT /api/access/groups/:name/members/:account': at('group-member-set'),
  'DELETE /api/access/groups/:name/members/:account': at('group-member-remove'),
  'POST /api/code/repositories': at('repository-create'),
  [`PATCH ${repository}`]: at('repository-change'),
  [`DELETE ${repository}`]: at('repository-delete'),
  [`POST ${repository}/commits`]: at('repository-commit'),
  [`POST ${repository}/pull-requests`]: at('pull-request-open'),
  [`PATCH ${repository}/pull-requests/:number`]: at('pull-request-change'),
  [`POST ${repository}/pull-requests/:number/merge`]: at('pull-request-merge'),
  'POST /api/components/components': at('component-publish'),
  [`PATCH ${component}/versions/:version`]: at('component-lifecycle'),
  [`PUT ${component}/versions/:version/image`]: at('component-image', {
    path: '/api/components/components/dop/node-test/versions/{nodeTest}/image',
  }),
  [`DELETE ${image}/images/:reference`]: at('image-delete'),
  [`DELETE ${image}/tags/:tag`]: at('tag-delete'),
  'POST /api/pipelines/workflows/:id/runs': at('run-start'),
  'POST /api/pipelines/workflows/:id/drain': at('workflow-drain'),
  [`POST ${run}/steps/:instanceKey/approval`]: at('run-approval'),
  [`POST ${run}/cancel`]: at('run-cancel'),
  [`POST ${run}/pause`]: at('run-pause'),
  [`POST ${run}/resume`]: at('run-resume'),
  [`POST ${run}/rerun`]: at('run-rerun'),
  'PUT /api/pipelines/secrets/:namespace/:name': at('secret-put'),
  'DELETE /api/pipelines/secrets/:namespace/:name': at('secret-delete'),
  [`PUT ${manifest}`]: at('image-push'),
  [`DELETE ${manifest}`]: at('image-delete'),
  // One that no image needs.
  [`DELETE ${blob}`]: at('blob-delete', {
    path: '/v2/hidden/vault/blobs/{artifact}',
  }),
  [`PUT ${upload}`]: at('blob-push'),
  'PUT /api/test-reports/reports': at('report-upload'),
  'DELETE /api/test-reports/reports/:id': at('report-remove'),
  ...Object.fromEntries(
    ['access', 'code', 'components', 'images', 'pipelines'].map(plugin => [
      `POST /api/${plugin}/dead-letters/:sequence/retry`,
      at('dead-letter-retry'),
    ]),
  ),
};

/** What changes nothing, or nothing that stays. */
export const writesNothing = [
  'POST /api/access/first/check',
  'POST /api/access/invitations/check',
  'POST /api/pipelines/lint',
  'POST /api/pipelines/lint/surroundings',
  'POST /v2/token',
  String.raw`POST /v2/^\/(.+)\/blobs\/uploads\/?$`,
  `PATCH ${upload}`,
  `DELETE ${upload}`,
];
