import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import type { Drawing, DrawnStep } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef, type Translate } from '../../translation';
import { useEditor } from '../EditorContext';
import { useFieldStyles } from '../fields/useFieldStyles';
import { useInspectorStyles } from './useInspectorStyles';

/** What else changes when a step goes. */
export function effectsOfRemoval(
  t: Translate,
  drawing: Drawing,
  id: string,
): string[] {
  const links = drawing.links.filter(({ from }) => from === id);
  const fed = links.filter(({ place, lone }) => lone && /^with\./.test(place));
  return [
    ...drawing.steps
      .filter(({ fields }) => [fields.needs ?? []].flat().includes(id))
      .map(step => t('editor.removal.need', { step: step.id })),
    ...fed.map(({ to, place }) =>
      t('editor.removal.input', { step: to, input: place.slice(5) }),
    ),
    ...links
      .filter(link => !fed.includes(link))
      .map(({ to, place }) => t('editor.removal.reads', { step: to, place })),
  ];
}

/** Takes a step away, after it was said what else changes. */
export function RemoveStep({ step }: { step: DrawnStep }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useInspectorStyles();
  const fields = useFieldStyles();
  const { apply, drawing, disabled, select } = useEditor();
  const [asked, setAsked] = useState(false);
  const [problem, setProblem] = useState<string>();
  const effects = effectsOfRemoval(t, drawing, step.id);
  const remove = () => {
    const refused = apply(
      { type: 'removeStep', id: step.id },
      t('editor.said.removed', { step: step.id }),
    );
    setProblem(refused);
    if (!refused) {
      select({});
    }
  };
  return (
    <div style={{ marginTop: 24 }}>
      {asked ? (
        <div className={classes.danger} role="group">
          <p style={{ margin: '0 0 8px' }}>
            {effects.length > 0
              ? t('editor.removal.also', { step: step.id })
              : t('editor.removal.alone', { step: step.id })}
          </p>
          {effects.length > 0 && (
            <ul className={classes.effects}>
              {effects.map(effect => (
                <li key={effect}>{effect}</li>
              ))}
            </ul>
          )}
          <div className={classes.actions}>
            <Button
              size="small"
              variant="outlined"
              disabled={disabled}
              onClick={remove}
            >
              {t('editor.removal.remove')}
            </Button>
            <Button size="small" onClick={() => setAsked(false)}>
              {t('editor.removal.keep')}
            </Button>
          </div>
        </div>
      ) : (
        <Button
          size="small"
          variant="outlined"
          disabled={disabled}
          onClick={() => (effects.length > 0 ? setAsked(true) : remove())}
        >
          {t('editor.removal.removeStep')}
        </Button>
      )}
      {problem && (
        <p className={fields.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
