import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonValue } from '@backstage/types';
import { parseDocument, stringify } from 'yaml';
import { pipelinesTranslationRef } from '../../translation';
import { TextControl } from './TextControl';

function textOf(value: JsonValue | undefined): string {
  return value === undefined
    ? ''
    : stringify(value, { lineWidth: 0 }).trimEnd();
}

/** A value as YAML: for what no other control covers. */
export function YamlControl(props: {
  id: string;
  value: JsonValue | undefined;
  commit: (value: JsonValue | undefined) => string | undefined;
  disabled?: boolean;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { id, value, commit, disabled } = props;
  return (
    <TextControl
      id={id}
      lines
      code
      disabled={disabled}
      value={textOf(value)}
      placeholder={t('editor.fields.yaml')}
      commit={text => {
        if (text.trim() === '') {
          return commit(undefined);
        }
        const document = parseDocument(text);
        const [error] = document.errors;
        if (error) {
          return t('editor.fields.notYaml', {
            problem: error.message.split('\n')[0],
          });
        }
        return commit(document.toJS() as JsonValue);
      }}
    />
  );
}
