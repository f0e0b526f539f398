import { ANNOTATION_VIEW_URL, type Entity } from '@backstage/catalog-model';
import type { ComponentSummary } from '@dop/plugin-components-common';
import { apiVersion } from '../kinds/relations';
import type { PluginClient } from '../PluginClient';

/** The administrators; see the directory of the access plugin. */
const owner = 'group:default/dop';

/**
 * The DevOps components that ship with the portal, as entities. Those that are
 * published from repositories come with their repositories.
 *
 * @param options.appUrl - where the library's pages are
 */
export async function readShippedComponents(options: {
  components: Pick<PluginClient, 'json'>;
  appUrl: string;
}): Promise<Entity[]> {
  const entities: Entity[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      limit: '200',
      ...(cursor && { cursor }),
    });
    const page = await options.components.json<{
      items: ComponentSummary[];
      nextCursor?: string;
    }>(`/internal/shipped?${query}`);
    entities.push(
      ...page.items.map(component => toEntity(component, options.appUrl)),
    );
    cursor = page.nextCursor;
  } while (cursor);
  return entities;
}

function toEntity(component: ComponentSummary, appUrl: string): Entity {
  const { namespace, name, title, description, tags, latestVersion } =
    component;
  const page = `${appUrl}/components/${namespace}/${name}`;
  return {
    apiVersion,
    kind: 'DevOpsComponent',
    metadata: {
      namespace,
      name,
      ...(title && { title }),
      ...(description && { description }),
      tags,
      annotations: {
        [ANNOTATION_VIEW_URL]: page,
        'dop/component-version': latestVersion,
      },
      links: [{ url: page, title: 'In the library', icon: 'docs' }],
    },
    spec: { type: 'devops-component', owner, version: latestVersion },
  };
}
