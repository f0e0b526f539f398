import { useEffect, useState } from 'react';
import TextField from '@material-ui/core/TextField';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { FieldProps } from '@rjsf/utils';
import { monospaceFamily } from '../tokens/tokens';
import { devopsReactTranslationRef } from '../translation';

/** Ids of fields whose text is no JSON: the form is not sent with them. */
export interface JsonFormContext {
  unreadable: Set<string>;
}

function textOf(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, null, 2);
}

/** A value that a form has no better field for, as JSON. */
export function JsonField(props: FieldProps) {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const { name, schema, formData, onChange, idSchema, rawErrors = [] } = props;
  const { required, disabled, readonly, formContext } = props;
  const { unreadable } = formContext as JsonFormContext;
  const id = idSchema.$id;
  const [text, setText] = useState(() => textOf(formData));
  const [problem, setProblem] = useState<string>();
  useEffect(() => () => void unreadable.delete(id), [unreadable, id]);
  const change = (next: string) => {
    setText(next);
    try {
      const value = next.trim() === '' ? undefined : JSON.parse(next);
      setProblem(undefined);
      unreadable.delete(id);
      onChange(value);
    } catch (error) {
      setProblem(t('form.notJson', { problem: (error as Error).message }));
      unreadable.add(id);
    }
  };
  return (
    <TextField
      id={id}
      label={schema.title ?? name}
      helperText={problem ?? t('form.json')}
      error={problem !== undefined || rawErrors.length > 0}
      value={text}
      onChange={event => change(event.target.value)}
      required={required}
      disabled={disabled || readonly}
      InputLabelProps={{ shrink: true }}
      multiline
      maxRows={16}
      fullWidth
      inputProps={{
        spellCheck: false,
        style: { fontFamily: monospaceFamily, fontSize: 13 },
      }}
    />
  );
}
