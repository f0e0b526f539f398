import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import { pipelinesTranslationRef } from '../../translation';
import { TextControl } from './TextControl';
import { useFieldStyles } from './useFieldStyles';

/** Names with values: variables, secrets. */
export function PairsControl(props: {
  id: string;
  label: string;
  value: JsonObject;
  /** One pair; `undefined` takes it away. */
  commit: (name: string, value: string | undefined) => string | undefined;
  /** Names that are known, `NPM_TOKEN`. */
  names?: readonly string[];
  disabled?: boolean;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { id, label, value, commit, names = [], disabled } = props;
  const classes = useFieldStyles();
  const [added, setAdded] = useState<string>();
  const known = Object.keys(value);
  return (
    <div role="group" aria-label={label}>
      {known.map(name => (
        <div key={name} className={classes.pair}>
          <span
            className={classes.code}
            style={{ overflowWrap: 'anywhere' }}
            title={name}
          >
            {name}
          </span>
          <div>
            <TextControl
              id={`${id}-${name}`}
              label={t('editor.fields.valueOf', { name })}
              code
              disabled={disabled}
              value={String(value[name] ?? '')}
              commit={text => commit(name, text)}
            />
          </div>
          <button
            type="button"
            className={classes.remove}
            disabled={disabled}
            aria-label={t('editor.fields.remove', { name })}
            title={t('editor.fields.remove', { name })}
            onClick={() => commit(name, undefined)}
          >
            ×
          </button>
        </div>
      ))}
      {added !== undefined && (
        <TextControl
          id={`${id}-new`}
          label={t('editor.fields.newName')}
          placeholder={t('editor.fields.newName')}
          code
          slow
          focused
          choices={names.filter(name => !known.includes(name))}
          value=""
          commit={text => {
            const name = text.trim();
            if (name === '') {
              return undefined;
            }
            if (known.includes(name)) {
              return t('editor.fields.nameTaken', { name });
            }
            const problem = commit(name, '');
            if (problem === undefined) {
              setAdded(undefined);
            }
            return problem;
          }}
        />
      )}
      {added === undefined && (
        <button
          type="button"
          className={classes.add}
          disabled={disabled}
          onClick={() => setAdded('')}
        >
          {t('editor.fields.addName')}
        </button>
      )}
    </div>
  );
}
