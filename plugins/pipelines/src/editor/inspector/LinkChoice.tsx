import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonValue } from '@backstage/types';
import type { JsonSchema } from '@dop/plugin-components-common';
import {
  describeSchema,
  whyNotAssignable,
  type DrawnStep,
} from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../../translation';
import { useEditor } from '../EditorContext';
import { isObject } from '../fields/controlOf';
import { useFieldStyles } from '../fields/useFieldStyles';
import { behind } from '../model/drawnGraph';
import { linkOf, workflowInputOf } from '../model/expressionText';
import { useInspectorStyles } from './useInspectorStyles';

interface Source {
  /** `source.tree`, `inputs.channel` */
  key: string;
  from?: string;
  name: string;
  type: string;
  refusal?: string;
}

/** What can feed an input: outputs of steps before it, inputs of the workflow. */
function useSources(step: DrawnStep, schema: JsonSchema): Source[] {
  const { drawing, ports, root } = useEditor();
  const after = behind(drawing, step.id);
  const spec = isObject(root.spec) ? root.spec : {};
  const inputs = isObject(spec.inputs) ? spec.inputs.properties : undefined;
  const source = (
    from: string | undefined,
    name: string,
    output: JsonSchema,
  ): Source => {
    const refusal = whyNotAssignable(output, schema, `"${name}"`);
    return {
      key: `${from ?? 'inputs'}.${name}`,
      ...(from && { from }),
      name,
      type: describeSchema(output),
      ...(refusal && { refusal }),
    };
  };
  return [
    ...drawing.steps
      .filter(({ id }) => !after.has(id))
      .flatMap(({ id }) =>
        Object.entries(ports[id]?.outputs?.properties ?? {}).map(
          ([name, output]) => source(id, name, output),
        ),
      ),
    ...Object.entries(isObject(inputs) ? inputs : {}).map(([name, input]) =>
      source(undefined, name, (isObject(input) ? input : {}) as JsonSchema),
    ),
  ];
}

/** Chooses the output that feeds an input; says why others do not fit. */
export function LinkChoice(props: {
  step: DrawnStep;
  input: string;
  schema: JsonSchema;
  value: JsonValue | undefined;
  onProblem: (problem: string | undefined) => void;
  onDone: () => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { step, input, schema, value, onProblem, onDone } = props;
  const classes = useInspectorStyles();
  const fields = useFieldStyles();
  const { apply, disabled } = useEditor();
  const sources = useSources(step, schema);
  const link = linkOf(value);
  const outer = workflowInputOf(value);
  const outerKey = outer && `inputs.${outer}`;
  const now = link ? `${link.from}.${link.output}` : outerKey ?? '';
  const fitting = sources.filter(({ refusal }) => !refusal);
  const refused = sources.filter(({ refusal }) => refusal);
  const choose = (key: string) => {
    const source = sources.find(each => each.key === key);
    if (!source) {
      return;
    }
    const problem = source.from
      ? apply(
          {
            type: 'connect',
            from: source.from,
            to: step.id,
            output: source.name,
            input,
          },
          t('editor.said.linked', {
            output: `${source.from}.${source.name}`,
            input: `${step.id}.${input}`,
          }),
        )
      : apply({
          type: 'set',
          path: ['spec', 'steps', step.id, 'with', input],
          value: `\${{ inputs.${source.name} }}`,
        });
    onProblem(problem);
    if (!problem) {
      onDone();
    }
  };
  return (
    <div style={{ flex: 1, minWidth: 0 }}>
      <select
        className={fields.input}
        aria-label={t('editor.inputs.linkOf', { name: input })}
        disabled={disabled}
        value={now}
        onChange={event => choose(event.target.value)}
      >
        <option value="">
          {fitting.length > 0
            ? t('editor.inputs.choose')
            : t('editor.inputs.nothingFits')}
        </option>
        {now && !fitting.some(({ key }) => key === now) && (
          <option value={now}>{now}</option>
        )}
        {fitting.map(({ key, type }) => (
          <option key={key} value={key}>
            {t('editor.inputs.source', { key, type })}
          </option>
        ))}
      </select>
      {refused.length > 0 && (
        <details className={classes.reason}>
          <summary style={{ cursor: 'pointer' }}>
            {t('editor.inputs.refused', { count: refused.length })}
          </summary>
          <ul className={classes.effects}>
            {refused.slice(0, 100).map(({ key, refusal }) => (
              <li key={key}>
                <strong>{key}</strong>: {refusal}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
