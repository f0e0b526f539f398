import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DrawnStep } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../../translation';
import { useEditor } from '../EditorContext';
import { Field } from '../fields/Field';
import { useFieldStyles } from '../fields/useFieldStyles';
import { behind, linkId } from '../model/drawnGraph';
import { fieldOf, fileMaps } from '../model/fileMaps';

/** The steps that must end first: those that are written, and those of links. */
export function NeedsField({ step }: { step: DrawnStep }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useFieldStyles();
  const { apply, drawing, disabled, select } = useEditor();
  const [problem, setProblem] = useState<string>();
  const { needs } = step.fields;
  const written = [needs ?? []].flat().filter(each => typeof each === 'string');
  const linked = step.needs.filter(need => !written.includes(need));
  const after = behind(drawing, step.id);
  const free = drawing.steps.filter(
    ({ id }) => !after.has(id) && !step.needs.includes(id),
  );
  const remove = (need: string) =>
    setProblem(
      apply(
        written.length === 1
          ? { type: 'unset', path: ['spec', 'steps', step.id, 'needs'] }
          : {
              type: 'unset',
              path: ['spec', 'steps', step.id, 'needs', written.indexOf(need)],
            },
        t('editor.said.needRemoved', { from: need, to: step.id }),
      ),
    );
  const description = fieldOf(fileMaps.step, 'needs').description;
  return (
    <Field label="needs" help={String(description ?? '')}>
      <div className={classes.chips} role="group" aria-label="needs">
        {written.map(need => (
          <span key={need} className={classes.chip}>
            <button
              type="button"
              className={classes.link}
              onClick={() => select({ link: linkId(need, step.id) })}
            >
              {need}
            </button>
            <button
              type="button"
              className={classes.remove}
              disabled={disabled}
              aria-label={t('editor.inspector.removeNeed', { need })}
              onClick={() => remove(need)}
            >
              ×
            </button>
          </span>
        ))}
        {linked.map(need => (
          <span
            key={need}
            className={classes.chip}
            title={t('editor.inspector.neededByLink')}
          >
            <button
              type="button"
              className={classes.link}
              onClick={() => select({ link: linkId(need, step.id) })}
            >
              {need}
            </button>
            <span className={classes.type}>{t('editor.inspector.byLink')}</span>
          </span>
        ))}
        {free.length > 0 && (
          <select
            className={classes.input}
            style={{ width: 'auto' }}
            aria-label={t('editor.inspector.addNeed')}
            disabled={disabled}
            value=""
            onChange={event =>
              setProblem(
                apply(
                  { type: 'connect', from: event.target.value, to: step.id },
                  t('editor.said.connected', {
                    from: event.target.value,
                    to: step.id,
                  }),
                ),
              )
            }
          >
            <option value="">{t('editor.inspector.addNeed')}</option>
            {free.map(({ id, title }) => (
              <option key={id} value={id}>
                {title ? `${id} (${title})` : id}
              </option>
            ))}
          </select>
        )}
      </div>
      {problem && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
    </Field>
  );
}
