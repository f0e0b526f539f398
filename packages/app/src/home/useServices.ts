import {
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useLoad } from '@dop/plugin-devops-react';
import { pipelinesApiRef } from '@dop/plugin-pipelines';
import type { RunSummary } from '@dop/plugin-pipelines-common';
import {
  TestReportsClient,
  type TestReport,
} from '@dop/plugin-test-reports-common';

/** More services than these are in the catalog. */
const most = 12;

export interface ServiceSummary {
  entityRef: string;
  title: string;
  href: string;
  lastRun?: RunSummary;
  tests?: TestReport;
}

/** What could not be asked is left out; the service itself is shown. */
async function quietly<T>(question: Promise<T>): Promise<T | undefined> {
  try {
    return await question;
  } catch {
    return undefined;
  }
}

/** The services that one owns, with their last run and tests. */
export function useServices(round: string) {
  const catalog = useApi(catalogApiRef);
  const identity = useApi(identityApiRef);
  const pipelines = useApi(pipelinesApiRef);
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  return useLoad(`services ${round}`, async () => {
    const { ownershipEntityRefs } = await identity.getBackstageIdentity();
    const owned = await catalog.queryEntities({
      filter: { kind: 'Component', 'relations.ownedBy': ownershipEntityRefs },
      fields: ['kind', 'metadata.name', 'metadata.namespace', 'metadata.title'],
      orderFields: [{ field: 'metadata.name', order: 'asc' }],
      limit: most,
    });
    const reports = new TestReportsClient({ discoveryApi, fetchApi });
    const items = await Promise.all(
      owned.items.map(async ({ metadata }): Promise<ServiceSummary> => {
        const { name, namespace = 'default', title } = metadata;
        const entityRef = `component:${namespace}/${name}`;
        const [runs, tests] = await Promise.all([
          quietly(pipelines.runs({ entityRef, limit: 1 })),
          quietly(reports.reports({ entityRef, limit: 1 })),
        ]);
        return {
          entityRef,
          title: title ?? name,
          href: `/catalog/${encodeURIComponent(
            namespace,
          )}/component/${encodeURIComponent(name)}`,
          lastRun: runs?.items[0],
          tests: tests?.items[0],
        };
      }),
    );
    return { items, total: owned.totalItems };
  });
}
