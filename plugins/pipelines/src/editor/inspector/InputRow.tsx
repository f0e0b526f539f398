import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { JsonSchema } from '@dop/plugin-components-common';
import {
  describeSchema,
  isFile,
  type DrawnStep,
} from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../../translation';
import { useEditor } from '../EditorContext';
import { Field } from '../fields/Field';
import { TextControl } from '../fields/TextControl';
import { useFieldStyles } from '../fields/useFieldStyles';
import { ValueControl } from '../fields/ValueControl';
import {
  hasExpression,
  linkOf,
  workflowInputOf,
} from '../model/expressionText';
import { LinkChoice } from './LinkChoice';
import { useInspectorStyles } from './useInspectorStyles';

type Mode = 'value' | 'link' | 'expression';

const modes: Mode[] = ['value', 'link', 'expression'];

function modeOf(value: JsonValue | undefined, schema: JsonSchema): Mode {
  if (linkOf(value) || workflowInputOf(value)) {
    return 'link';
  }
  if (typeof value === 'string' && hasExpression(value)) {
    return 'expression';
  }
  return value === undefined && isFile(schema) ? 'link' : 'value';
}

/** One input of a step: a value, a link or an expression. */
export function InputRow(props: {
  step: DrawnStep;
  name: string;
  /** Undefined where the step has no such input. */
  schema: JsonSchema | undefined;
  required: boolean;
  value: JsonValue | undefined;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { step, name, schema = {}, required, value } = props;
  const classes = useInspectorStyles();
  const fields = useFieldStyles();
  const { apply, disabled } = useEditor();
  const [chosen, setChosen] = useState<Mode>();
  const [problem, setProblem] = useState<string>();
  const found = modeOf(value, schema);
  const mode = chosen ?? found;
  const id = `dop-input-${step.id}-${name}`;
  const path = ['spec', 'steps', step.id, 'with', name];
  const commit = (next: JsonValue | undefined) => {
    setChosen(undefined);
    if (next === undefined) {
      return value === undefined ? undefined : apply({ type: 'unset', path });
    }
    return apply({ type: 'set', path, value: next });
  };
  return (
    <div className={classes.row}>
      <Field
        id={mode === 'link' ? undefined : id}
        label={name}
        type={props.schema ? describeSchema(schema) : undefined}
        required={required}
        disabled={disabled}
        onRemove={
          value === undefined ? undefined : () => setProblem(commit(undefined))
        }
        help={
          props.schema
            ? schema.description ?? schema.title
            : t('editor.inputs.unknown')
        }
      >
        <div className={classes.mode}>
          <select
            className={fields.input}
            style={{ width: 'auto', flex: 'none' }}
            aria-label={t('editor.inputs.howOf', { name })}
            disabled={disabled}
            value={mode}
            onChange={event => setChosen(event.target.value as Mode)}
          >
            {modes
              .filter(each => each !== 'value' || !isFile(schema))
              .map(each => (
                <option key={each} value={each}>
                  {t(`editor.inputs.${each}`)}
                </option>
              ))}
          </select>
          {mode === 'link' && (
            <LinkChoice
              step={step}
              input={name}
              schema={schema}
              value={value}
              onProblem={setProblem}
              onDone={() => setChosen(undefined)}
            />
          )}
        </div>
        {mode === 'expression' && (
          <TextControl
            id={id}
            code
            lines={typeof value === 'string' && value.includes('\n')}
            disabled={disabled}
            placeholder="${{ trigger.commit }}"
            value={
              found === 'value' || value === undefined ? '' : String(value)
            }
            commit={text => commit(text === '' ? undefined : text)}
          />
        )}
        {mode === 'value' && (
          <ValueControl
            id={id}
            label={name}
            schema={schema as JsonObject}
            value={found === 'value' ? value : undefined}
            disabled={disabled}
            commit={commit}
            commitBelow={(below, next) =>
              next === undefined
                ? apply({ type: 'unset', path: [...path, below] })
                : apply({ type: 'set', path: [...path, below], value: next })
            }
          />
        )}
        {problem && (
          <p className={fields.problem} role="alert">
            {problem}
          </p>
        )}
      </Field>
    </div>
  );
}
