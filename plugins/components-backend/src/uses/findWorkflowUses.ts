import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { VisibleRepositories } from '@dop/plugin-access-common';
import type { ComponentUse } from '@dop/plugin-components-common';

const most = 200;

/**
 * The workflows that use a component, read from the catalog's relations, as far
 * as the caller may see both the entity and its repository.
 */
export async function findWorkflowUses(options: {
  catalog: CatalogService;
  credentials: BackstageCredentials;
  visible: VisibleRepositories;
  namespace: string;
  name: string;
}): Promise<ComponentUse[]> {
  const { catalog, credentials, visible, namespace, name } = options;
  const { items } = await catalog.queryEntities(
    {
      filter: {
        kind: 'Workflow',
        'relations.usesDevOpsComponent': `devopscomponent:${namespace}/${name}`,
      },
      fields: [
        'kind',
        'metadata.name',
        'metadata.namespace',
        'metadata.title',
        'metadata.annotations',
      ],
      limit: most,
    },
    { credentials },
  );
  return items
    .filter(({ metadata }) => {
      const id = metadata.annotations?.['dop/repository-id'];
      return (
        visible.all || (id !== undefined && visible.repositoryIds.includes(id))
      );
    })
    .map(entity => ({
      entityRef: stringifyEntityRef(entity),
      title: entity.metadata.title,
      repository: entity.metadata.annotations?.['dop/repository'],
      workflowId: entity.metadata.annotations?.['dop/workflow-id'],
    }));
}
