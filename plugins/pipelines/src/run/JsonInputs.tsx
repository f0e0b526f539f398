import { useState, type ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import Button from '@material-ui/core/Button';
import TextField from '@material-ui/core/TextField';
import { pipelinesTranslationRef, type Translate } from '../translation';

/** What is wrong with the text; undefined for a JSON object. */
function problemOf(t: Translate, text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? undefined
      : t('rerunInputs.writeAnObject');
  } catch (error) {
    return t('rerunInputs.notJson', { problem: (error as Error).message });
  }
}

/** All inputs of a step as one JSON object. */
export function JsonInputs(props: {
  value: JsonObject;
  onChange: (value: JsonObject) => void;
  busy: boolean;
  onStart: (values: JsonObject) => void;
  /** Beside the button. */
  beside?: ReactNode;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { value, onChange, busy, onStart, beside } = props;
  const [text, setText] = useState(JSON.stringify(value, null, 2));
  const problem = problemOf(t, text);
  return (
    <>
      <TextField
        id="dop-rerun-input"
        label={t('rerunInputs.inputAsJson')}
        value={text}
        onChange={event => {
          setText(event.target.value);
          if (!problemOf(t, event.target.value)) {
            onChange(JSON.parse(event.target.value));
          }
        }}
        error={problem !== undefined}
        helperText={problem ?? ' '}
        variant="outlined"
        multiline
        minRows={8}
        maxRows={24}
        fullWidth
        disabled={busy}
        inputProps={{
          spellCheck: false,
          style: { fontFamily: 'ui-monospace, monospace', fontSize: 13 },
        }}
      />
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
        <Button
          variant="contained"
          color="primary"
          disableElevation
          disabled={busy || problem !== undefined}
          onClick={() => onStart(JSON.parse(text))}
        >
          {busy ? t('rerunInputs.starting') : t('rerunInputs.run')}
        </Button>
        {beside}
      </div>
    </>
  );
}
