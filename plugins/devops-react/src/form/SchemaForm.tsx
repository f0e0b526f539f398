import { lazy, Suspense, type ReactNode } from 'react';
import { Loading } from '../feedback/Loading';

const SchemaFields = lazy(() => import('./SchemaFields'));

export interface SchemaFormProps {
  /** JSON Schema (draft 7) of an object. */
  schema: object;
  value: Record<string, unknown>;
  onChange: (value: Record<string, unknown>) => void;
  /** Only with a value that fits the schema. */
  onSubmit: (value: Record<string, unknown>) => void;
  /** A verb: `Run`. */
  submitLabel: string;
  busy?: boolean;
  /** Between the fields and the button. */
  before?: ReactNode;
  /** Beside the button. */
  beside?: ReactNode;
}

/** A form made from a JSON Schema. */
export function SchemaForm(props: SchemaFormProps) {
  return (
    <Suspense fallback={<Loading what="the form" />}>
      <SchemaFields {...props} />
    </Suspense>
  );
}
