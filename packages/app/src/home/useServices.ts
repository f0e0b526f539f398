import {
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useLoad } from '@dop/plugin-devops-react';
import { ImagesClient, type ImageTag } from '@dop/plugin-images-common';
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
  /** The newest, in the repository that bears the service's name. */
  image?: ImageTag & { repository: string };
}

/** What could not be asked is left out; the service itself is shown. */
async function quietly<T>(question: Promise<T>): Promise<T | undefined> {
  try {
    return await question;
  } catch {
    return undefined;
  }
}

/**
 * The services that one owns, with their last run, tests and image. Who owns
 * none is shown those of the portal.
 */
export function useServices(round: string) {
  const catalog = useApi(catalogApiRef);
  const identity = useApi(identityApiRef);
  const pipelines = useApi(pipelinesApiRef);
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  return useLoad(`services ${round}`, async () => {
    const { ownershipEntityRefs } = await identity.getBackstageIdentity();
    const find = (filter: Record<string, string | string[] | symbol>) =>
      catalog.queryEntities({
        filter: { kind: 'Component', ...filter },
        fields: [
          'kind',
          'metadata.name',
          'metadata.namespace',
          'metadata.title',
          'metadata.annotations',
        ],
        orderFields: [{ field: 'metadata.name', order: 'asc' }],
        limit: most,
      });
    const owned = await find({ 'relations.ownedBy': ownershipEntityRefs });
    const isOwn = owned.items.length > 0;
    const found = isOwn
      ? owned
      : await find({
          'metadata.annotations.dop/repository-id': CATALOG_FILTER_EXISTS,
        });
    const images = ImagesClient.create({ discoveryApi, fetchApi });
    const reports = new TestReportsClient({ discoveryApi, fetchApi });
    const items = await Promise.all(
      found.items.map(async ({ metadata }): Promise<ServiceSummary> => {
        const { name, namespace = 'default', title, annotations } = metadata;
        const entityRef = `component:${namespace}/${name}`;
        const repository = annotations?.['dop/repository'];
        const [runs, tests, tags] = await Promise.all([
          quietly(pipelines.runs({ entityRef, limit: 1 })),
          quietly(reports.reports({ entityRef, limit: 1 })),
          repository
            ? quietly(images.tags(repository, { sort: 'time', limit: 1 }))
            : undefined,
        ]);
        return {
          entityRef,
          title: title ?? name,
          href: `/catalog/${encodeURIComponent(
            namespace,
          )}/component/${encodeURIComponent(name)}`,
          lastRun: runs?.items[0],
          tests: tests?.items[0],
          ...(repository &&
            tags?.items[0] && { image: { ...tags.items[0], repository } }),
        };
      }),
    );
    return { items, isOwn };
  });
}
