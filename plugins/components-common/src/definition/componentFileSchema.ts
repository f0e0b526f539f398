import type { JsonObject } from '@backstage/types';
import { definitionSchema } from './definitionSchema';

/**
 * JSON Schema (draft 7) of a `component.yaml`, so that editors complete and
 * check it. The schemas of inputs and outputs in it are checked by the linter.
 */
export function componentFileSchema(): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'DOP component',
    description: 'A component.yaml of DOP.',
    ...(definitionSchema as JsonObject),
  };
}
