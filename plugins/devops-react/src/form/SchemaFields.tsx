import Form from '@rjsf/material-ui';
import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import validator from '@rjsf/validator-ajv8';
import Button from '@material-ui/core/Button';
import type { SchemaFormProps } from './SchemaForm';
import { useFormWords } from './useFormWords';

const uiSchema: UiSchema = { 'ui:rootFieldId': 'input' };

/** The form itself; loaded only where one is shown. */
export default function SchemaFields(props: SchemaFormProps) {
  const { schema, value, onChange, onSubmit, submitLabel, busy } = props;
  const { before, beside } = props;
  const words = useFormWords();
  return (
    <Form
      schema={schema as RJSFSchema}
      uiSchema={uiSchema}
      validator={validator}
      formData={value}
      disabled={busy}
      showErrorList={false}
      focusOnFirstError
      noHtml5Validate
      {...words}
      onChange={({ formData }) => onChange(formData ?? {})}
      onSubmit={({ formData }) => onSubmit(formData ?? {})}
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
