import {
  concurrencyFields,
  metadataFields,
  rootFields,
  specFields,
} from '../language/fileFields';
import {
  approveFields,
  externalFields,
  retryFields,
  stepFields,
} from '../language/stepFields';
import { triggerFields } from '../language/triggerFields';
import type { FieldTable } from '../language/fieldTable';
import type { EditPath } from './WorkflowEdit';

const tables: Record<string, FieldTable> = {
  '': rootFields,
  metadata: metadataFields,
  spec: specFields,
  'spec.triggers': triggerFields,
  'spec.concurrency': concurrencyFields,
  'spec.steps.*': stepFields,
  'spec.steps.*.approve': approveFields,
  'spec.steps.*.external': externalFields,
  'spec.steps.*.retry': retryFields,
};

/** The order in which people expect the fields of a map; empty where there is none. */
export function fieldOrder(path: EditPath): string[] {
  const place = path
    .map((name, depth) =>
      depth === 2 && path[1] === 'steps' ? '*' : String(name),
    )
    .join('.');
  return Object.keys(tables[place] ?? {});
}
