import { row, type RouteRow } from '../RouteRow';

const vault = { entityRef: 'component:hidden/vault', auth: {} };

export const kubernetesRoutes: RouteRow[] = [
  row('signedIn', 'GET /api/kubernetes/clusters'),
  row(
    'entitled',
    'POST /api/kubernetes/services/:serviceId',
    '/api/kubernetes/services/vault',
    {
      body: {
        entity: {
          kind: 'Component',
          metadata: { name: 'vault', namespace: 'hidden' },
        },
      },
    },
  ),
  row('entitled', 'POST /api/kubernetes/resources/workloads/query', undefined, {
    body: vault,
    stranger: 400,
  }),
  row('entitled', 'POST /api/kubernetes/resources/custom/query', undefined, {
    body: {
      ...vault,
      customResources: [{ group: 'x', apiVersion: 'v1', plural: 'xs' }],
    },
    stranger: 400,
  }),
  row('entitled', 'USE /api/kubernetes/proxy', '/api/kubernetes/proxy/api', {
    // There is no cluster.
    administrator: 500,
  }),
];
