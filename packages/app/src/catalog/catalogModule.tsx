import {
  coreExtensionData,
  createFrontendModule,
  ExtensionBoundary,
  PageLayout,
} from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { EntityContentLayoutBlueprint } from '@backstage/plugin-catalog-react/alpha';
import CatalogIcon from '@material-ui/icons/Category';

const catalogPage = catalogPlugin.getExtension('page:catalog').override({
  *factory(original, { node, inputs }) {
    yield* original();
    const filters = inputs.filters.map((filter, index) => (
      <div key={index}>{filter.get(coreExtensionData.reactElement)}</div>
    ));
    yield coreExtensionData.reactElement(
      <PageLayout
        title="Catalog"
        icon={<CatalogIcon fontSize="inherit" />}
        titleLink="/catalog"
      >
        {ExtensionBoundary.lazy(node, async () => {
          const { CatalogPage } = await import('./CatalogPage');
          return <CatalogPage filters={filters} />;
        })}
      </PageLayout>,
    );
  },
});

const overviewLayout = EntityContentLayoutBlueprint.make({
  name: 'overview',
  params: {
    loader: () => import('./OverviewLayout').then(m => m.OverviewLayout),
  },
});

/** The catalog's pages as lists and columns of the portal. */
export const catalogModule = createFrontendModule({
  pluginId: 'catalog',
  extensions: [catalogPage, overviewLayout],
});
