import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonObject, JsonValue } from '@backstage/types';
import Switch from '@material-ui/core/Switch';
import { pipelinesTranslationRef } from '../../translation';
import { controlOf, isObject } from './controlOf';
import { PairsControl } from './PairsControl';
import { TextControl } from './TextControl';
import { useFieldStyles } from './useFieldStyles';
import { YamlControl } from './YamlControl';

export interface ValueControlProps {
  id: string;
  label: string;
  schema: JsonObject;
  value: JsonValue | undefined;
  /** Undefined takes the field away. Says what is in the way. */
  commit: (value: JsonValue | undefined) => string | undefined;
  /** Of one name below the value, where that is a smaller change. */
  commitBelow?: (
    name: string,
    value: JsonValue | undefined,
  ) => string | undefined;
  /** The empty text is a value, and not none. */
  keepsEmpty?: boolean;
  disabled?: boolean;
  /** Names that are known, of pairs. */
  names?: readonly string[];
  focused?: boolean;
}

/** What was typed as a value of the kind that stands there. */
function scalarOf(text: string, schema: JsonObject): JsonValue {
  const types = [schema.type].flat();
  if (types.includes('boolean') && /^(true|false)$/.test(text.trim())) {
    return text.trim() === 'true';
  }
  return text;
}

/** The control for one value, by its JSON Schema; `fields` is none of them. */
export function ValueControl(props: ValueControlProps) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { id, label, schema, value, commit, disabled, names } = props;
  const { commitBelow, keepsEmpty, focused } = props;
  const classes = useFieldStyles();
  const control = controlOf(schema, value);
  const examples = Array.isArray(schema.examples) ? schema.examples : [];
  const fallback = schema.default === undefined ? examples[0] : schema.default;
  const placeholder =
    fallback === undefined || isObject(fallback)
      ? undefined
      : String(
          schema.default === undefined
            ? t('editor.fields.example', { value: String(fallback) })
            : t('editor.fields.default', { value: String(fallback) }),
        );
  switch (control) {
    case 'switch':
      return (
        <div className={classes.switch}>
          <Switch
            id={id}
            size="small"
            color="primary"
            checked={
              value === true || (value === undefined && schema.default === true)
            }
            disabled={disabled}
            onChange={(_, on) => {
              const usual = schema.default === true;
              commit(on === usual ? undefined : on);
            }}
          />
        </div>
      );
    case 'select':
      return (
        <select
          id={id}
          className={classes.input}
          disabled={disabled}
          value={String(value ?? '')}
          onChange={event => commit(event.target.value || undefined)}
        >
          <option value="">
            {schema.default === undefined
              ? t('editor.fields.notSet')
              : t('editor.fields.default', { value: String(schema.default) })}
          </option>
          {(schema.enum as string[]).map(choice => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      );
    case 'number':
      return (
        <TextControl
          id={id}
          numeric
          focused={focused}
          disabled={disabled}
          placeholder={placeholder}
          value={value === undefined ? '' : String(value)}
          commit={text => {
            if (text.trim() === '') {
              return commit(undefined);
            }
            const number = Number(text);
            if (!Number.isFinite(number)) {
              return t('editor.fields.notANumber');
            }
            return schema.type === 'integer' && !Number.isSafeInteger(number)
              ? t('editor.fields.notWhole')
              : commit(number);
          }}
        />
      );
    case 'list': {
      const entries = value === undefined ? [] : [value].flat();
      return (
        <TextControl
          id={id}
          lines
          code
          focused={focused}
          disabled={disabled}
          placeholder={t('editor.fields.onePerLine')}
          value={entries.join('\n')}
          commit={text => {
            const next = text
              .split('\n')
              .map(line => line.trim())
              .filter(Boolean);
            if (next.length === 0) {
              return commit(undefined);
            }
            return commit(
              typeof value === 'string' && next.length === 1 ? next[0] : next,
            );
          }}
        />
      );
    }
    case 'pairs':
      return (
        <PairsControl
          id={id}
          label={label}
          names={names}
          disabled={disabled}
          value={isObject(value) ? value : {}}
          commit={(name, next) => {
            if (commitBelow) {
              return commitBelow(name, next);
            }
            const all = { ...(isObject(value) ? value : {}) };
            delete all[name];
            return commit(next === undefined ? all : { ...all, [name]: next });
          }}
        />
      );
    case 'text':
    case 'lines':
      return (
        <TextControl
          id={id}
          lines={control === 'lines'}
          focused={focused}
          disabled={disabled}
          placeholder={placeholder}
          code={control === 'lines' || String(value ?? '').includes('${{')}
          value={value === undefined || value === null ? '' : String(value)}
          commit={text =>
            commit(
              text === '' && !keepsEmpty ? undefined : scalarOf(text, schema),
            )
          }
        />
      );
    default:
      return (
        <YamlControl
          id={id}
          value={value}
          commit={commit}
          disabled={disabled}
        />
      );
  }
}
