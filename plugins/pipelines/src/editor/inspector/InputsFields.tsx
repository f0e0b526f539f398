import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import Switch from '@material-ui/core/Switch';
import type { JsonSchema } from '@dop/plugin-components-common';
import { describeSchema, whyBadName } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../../translation';
import { useEditor } from '../EditorContext';
import { isObject } from '../fields/controlOf';
import { Field } from '../fields/Field';
import { MapFields } from '../fields/MapFields';
import { TextControl } from '../fields/TextControl';
import { useFieldStyles } from '../fields/useFieldStyles';

const path = ['spec', 'inputs'];

/** What is usually said of an input; all else is shown as YAML. */
function fieldsOf(schema: JsonObject): JsonObject {
  const { type } = schema;
  const plain = ['string', 'integer', 'number', 'boolean'].includes(
    String(type),
  );
  return {
    type: 'object',
    properties: {
      type: {
        type: 'string',
        enum: ['string', 'integer', 'number', 'boolean', 'array', 'object'],
      },
      title: { type: 'string' },
      description: { type: 'string' },
      default: plain ? { type } : {},
      enum:
        type === 'string' ? { type: 'array', items: { type: 'string' } } : {},
    },
  };
}

/** The inputs of the workflow: a person or another workflow gives them. */
export function InputsFields({ inputs }: { inputs: JsonObject | undefined }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useFieldStyles();
  const { apply, disabled } = useEditor();
  const [adding, setAdding] = useState(false);
  const properties = isObject(inputs?.properties) ? inputs.properties : {};
  const required = Array.isArray(inputs?.required)
    ? inputs.required.filter(name => typeof name === 'string')
    : [];
  const setRequired = (names: string[]) =>
    names.length > 0
      ? apply({ type: 'set', path: [...path, 'required'], value: names })
      : apply({ type: 'unset', path: [...path, 'required'] });
  const add = (text: string) => {
    const name = text.trim();
    if (name === '') {
      return undefined;
    }
    const problem =
      whyBadName(name) ??
      (Object.hasOwn(properties, name)
        ? t('editor.fields.nameTaken', { name })
        : undefined) ??
      (isObject(inputs?.properties)
        ? apply({
            type: 'set',
            path: [...path, 'properties', name],
            value: { type: 'string' },
          })
        : apply({
            type: 'set',
            path,
            value: {
              ...inputs,
              type: 'object',
              properties: { [name]: { type: 'string' } },
            },
          }));
    if (problem === undefined) {
      setAdding(false);
    }
    return problem;
  };
  const remove = (name: string) => {
    if (required.includes(name)) {
      setRequired(required.filter(each => each !== name));
    }
    return Object.keys(properties).length === 1
      ? apply({ type: 'unset', path })
      : apply({ type: 'unset', path: [...path, 'properties', name] });
  };
  return (
    <>
      {Object.entries(properties).map(([name, schema]) => {
        const own = isObject(schema) ? schema : {};
        const id = `dop-inputs-${name}-required`;
        return (
          <Field
            key={name}
            label={name}
            type={describeSchema(own as JsonSchema)}
            disabled={disabled}
            onRemove={() => remove(name)}
          >
            <div className={classes.nested} role="group" aria-label={name}>
              <div className={classes.switch}>
                <Switch
                  id={id}
                  size="small"
                  color="primary"
                  checked={required.includes(name)}
                  disabled={disabled}
                  onChange={(_, on) =>
                    setRequired(
                      on
                        ? [...required, name]
                        : required.filter(each => each !== name),
                    )
                  }
                />
                <label htmlFor={id}>{t('editor.fields.required')}</label>
              </div>
              <MapFields
                schema={fieldsOf(own)}
                value={own}
                path={[...path, 'properties', name]}
              />
            </div>
          </Field>
        );
      })}
      {adding ? (
        <TextControl
          id="dop-inputs-new"
          label={t('editor.workflow.newInput')}
          placeholder={t('editor.workflow.newInput')}
          code
          slow
          focused
          value=""
          check={text => (text === '' ? undefined : whyBadName(text))}
          commit={add}
        />
      ) : (
        <button
          type="button"
          className={classes.add}
          disabled={disabled}
          onClick={() => setAdding(true)}
        >
          {t('editor.workflow.addInput')}
        </button>
      )}
    </>
  );
}
