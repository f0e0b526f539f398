import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { pipelinesTranslationRef } from '../translation';
import { useEditor } from './EditorContext';
import { actionWords } from './model/drawnGraph';
import { useEditorStyles } from './useEditorStyles';

/** The steps as a list: for phones, and for those who do not see the drawing. */
export function StepsList({ onChoose }: { onChoose?: () => void }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useEditorStyles();
  const { drawing, problems, selection, select } = useEditor();
  if (drawing.steps.length === 0) {
    return <p style={{ padding: 16 }}>{t('editor.page.noSteps')}</p>;
  }
  return (
    <ul className={classes.steps} aria-label={t('editor.page.steps')}>
      {drawing.steps.map(step => {
        const count = problems.filter(each => each.step === step.id).length;
        return (
          <li key={step.id}>
            <button
              type="button"
              className={classes.step}
              aria-pressed={selection.step === step.id}
              onClick={() => {
                select({ step: step.id });
                onChoose?.();
              }}
            >
              <strong>{step.title ?? step.id}</strong>{' '}
              {step.title && <span className={classes.soft}>{step.id}</span>}
              <br />
              <span className={classes.soft}>{actionWords(t, step)}</span>
              {step.needs.length > 0 && (
                <span className={classes.soft}>
                  {' · '}
                  {t('editor.page.needs', { steps: step.needs.join(', ') })}
                </span>
              )}
              {count > 0 && (
                <span className={classes.wrong}>
                  {' · '}
                  {t('editor.page.problems', { count })}
                </span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
