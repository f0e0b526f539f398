import { lazy, Suspense, type ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Loading } from '../feedback/Loading';
import { devopsReactTranslationRef } from '../translation';

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
  /**
   * Names of properties that are edited as JSON; so is by itself whatever has
   * no fields.
   */
  asJson?: readonly string[];
  /** Between the fields and the button. */
  before?: ReactNode;
  /** Beside the button. */
  beside?: ReactNode;
}

/** A form made from a JSON Schema. */
export function SchemaForm(props: SchemaFormProps) {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  return (
    <Suspense fallback={<Loading what={t('loading.form')} />}>
      <SchemaFields {...props} />
    </Suspense>
  );
}
