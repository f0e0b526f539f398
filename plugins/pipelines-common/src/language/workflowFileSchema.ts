import type { JsonObject } from '@backstage/types';
import { mapSchema } from './fieldTable';
import { definitions, rootFields } from './fileFields';

/**
 * JSON Schema (draft 7) of a workflow file, so that editors complete and check
 * it. Made from the tables that the parser reads by; what needs types, other
 * files or components is only found by the linter.
 */
export function workflowFileSchema(): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'DOP workflow',
    description: 'A workflow file of DOP, .dop/*.yaml.',
    ...mapSchema(rootFields),
    definitions,
  };
}
