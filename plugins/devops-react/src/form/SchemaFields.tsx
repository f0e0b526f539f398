import { useMemo, useState } from 'react';
import Form from '@rjsf/material-ui';
import type { RJSFSchema } from '@rjsf/utils';
import validator from '@rjsf/validator-ajv8';
import Button from '@material-ui/core/Button';
import { uiSchemaOf } from './formCanShow';
import { JsonField, type JsonFormContext } from './JsonField';
import type { SchemaFormProps } from './SchemaForm';
import { useFormWords } from './useFormWords';

const fields = { json: JsonField };

/** The form itself; loaded only where one is shown. */
export default function SchemaFields(props: SchemaFormProps) {
  const { schema, value, onChange, onSubmit, submitLabel, busy } = props;
  const { before, beside, asJson } = props;
  const words = useFormWords();
  const [formContext] = useState<JsonFormContext>({ unreadable: new Set() });
  // A field that changes its kind while somebody types would lose the caret.
  const [begun] = useState(value);
  const uiSchema = useMemo(
    () => ({ 'ui:rootFieldId': 'input', ...uiSchemaOf(schema, begun, asJson) }),
    [schema, begun, asJson],
  );
  return (
    <Form
      schema={schema as RJSFSchema}
      uiSchema={uiSchema}
      fields={fields}
      formContext={formContext}
      validator={validator}
      formData={value}
      disabled={busy}
      showErrorList={false}
      focusOnFirstError
      noHtml5Validate
      {...words}
      // What is wrong stands at the fields; without this it is logged as well.
      onError={() => undefined}
      onChange={({ formData }) => onChange(formData ?? {})}
      onSubmit={({ formData }) => {
        if (formContext.unreadable.size === 0) {
          onSubmit(formData ?? {});
        }
      }}
    >
      {before}
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
        <Button
          type="submit"
          variant="contained"
          color="primary"
          disableElevation
          disabled={busy}
        >
          {submitLabel}
        </Button>
        {beside}
      </div>
    </Form>
  );
}
