export { dopCatalogFeature as default } from './feature';
