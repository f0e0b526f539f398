export * from './events';
export * from './JsonSchema';
export * from './types';
export { ComponentsClient, type ComponentsApi } from './api/ComponentsClient';
export * from './api/types';
export type { ComponentFinding } from './definition/ComponentFinding';
export { componentFileSchema } from './definition/componentFileSchema';
export { definitionSchema } from './definition/definitionSchema';
export {
  parseComponent,
  type ParsedComponent,
} from './definition/parseComponent';
export { checkSchema, type SchemaProblem } from './schema/checkSchema';
export { expandMarks, type SchemaView } from './schema/expandMarks';
export { validateValue, type ValueProblem } from './schema/validateValue';
export {
  isExact,
  parseUses,
  selectVersion,
  sortVersions,
  type ComponentReference,
} from './versions/uses';
