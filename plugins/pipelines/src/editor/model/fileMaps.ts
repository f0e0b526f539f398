import type { JsonObject } from '@backstage/types';
import { workflowFileSchema } from '@dop/plugin-pipelines-common';
import { isObject } from '../fields/controlOf';

function below(schema: JsonObject, ...names: string[]): JsonObject {
  let found = schema;
  for (const name of names) {
    const next = found[name];
    found = isObject(next) ? next : {};
  }
  return found;
}

const file = workflowFileSchema();

/** The maps of a workflow file: their fields, as the parser knows them. */
export const fileMaps = {
  metadata: below(file, 'properties', 'metadata'),
  spec: below(file, 'properties', 'spec'),
  triggers: below(file, 'properties', 'spec', 'properties', 'triggers'),
  step: below(file, 'definitions', 'step'),
};

/** The schema of one field of a map. */
export function fieldOf(map: JsonObject, name: string): JsonObject {
  return below(map, 'properties', name);
}
