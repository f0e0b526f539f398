import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { isRequired, type DrawnStep } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../../translation';
import { useEditor } from '../EditorContext';
import { useFieldStyles } from '../fields/useFieldStyles';
import { withOf } from '../model/pairs';
import { InputRow } from './InputRow';
import { useInspectorStyles } from './useInspectorStyles';

/** The inputs of a step: those that must be there, and those that are. */
export function StepInputs({ step }: { step: DrawnStep }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useInspectorStyles();
  const fields = useFieldStyles();
  const { ports, disabled } = useEditor();
  const [opened, setOpened] = useState<string[]>([]);
  const schema = ports[step.id]?.inputs;
  const properties = schema?.properties ?? {};
  const given = withOf(step.fields);
  const known = Object.keys(properties);
  const required = known.filter(name => isRequired(schema ?? {}, name));
  const shown = [
    ...new Set([
      ...required,
      ...known.filter(name => Object.hasOwn(given, name)),
      ...Object.keys(given),
      ...opened.filter(name => known.includes(name)),
    ]),
  ];
  const free = known.filter(name => !shown.includes(name));
  const describe = (name: string) =>
    Object.hasOwn(properties, name) ? properties[name] : undefined;
  return (
    <>
      <h3 className={classes.section}>{t('editor.inputs.title')}</h3>
      {schema && known.length === 0 && shown.length === 0 && (
        <p className={classes.soft}>{t('editor.inputs.none')}</p>
      )}
      {!schema && <p className={classes.soft}>{t('editor.inputs.notKnown')}</p>}
      {shown.map(name => (
        <InputRow
          key={name}
          step={step}
          name={name}
          schema={
            schema
              ? describe(name) ??
                (typeof schema.additionalProperties === 'object'
                  ? schema.additionalProperties
                  : undefined)
              : {}
          }
          required={required.includes(name)}
          value={Object.hasOwn(given, name) ? given[name] : undefined}
        />
      ))}
      {free.length > 0 && (
        <div
          className={fields.chips}
          style={{ marginTop: 8 }}
          role="group"
          aria-label={t('editor.inputs.more')}
        >
          {free.map(name => (
            <button
              key={name}
              type="button"
              className={fields.add}
              disabled={disabled}
              title={describe(name)?.description}
              onClick={() => setOpened(before => [...before, name])}
            >
              + {name}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
