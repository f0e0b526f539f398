import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { pipelinesTranslationRef } from '../../translation';
import { useEditor } from '../EditorContext';
import { actionWords, endsOf } from '../model/drawnGraph';
import { LinkInspector } from './LinkInspector';
import { StepInspector } from './StepInspector';
import { useInspectorStyles } from './useInspectorStyles';
import { WorkflowInspector } from './WorkflowInspector';

/** The form of what is selected: a step, a link, or the workflow itself. */
export function Inspector({ renaming }: { renaming?: boolean }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useInspectorStyles();
  const { drawing, selection, old, root, select } = useEditor();
  const step = drawing.steps.find(({ id }) => id === selection.step);
  const ends = selection.link ? endsOf(selection.link) : undefined;
  const link =
    ends &&
    drawing.steps.some(
      ({ id, needs }) => id === ends.to && needs.includes(ends.from),
    )
      ? ends
      : undefined;
  const missing =
    (selection.step && !step && selection.step) ||
    (selection.link && !link && selection.link);
  const heading = () => {
    if (step) {
      return [step.title ?? step.id, actionWords(t, step)];
    }
    if (link) {
      return [`${link.from} → ${link.to}`, t('editor.link.kind')];
    }
    const metadata = root.metadata;
    const name =
      typeof metadata === 'object' && metadata && !Array.isArray(metadata)
        ? metadata.title ?? metadata.name
        : undefined;
    return [
      typeof name === 'string' ? name : t('editor.workflow.noName'),
      t('editor.workflow.kind'),
    ];
  };
  const [title, kind] = heading();
  return (
    <section className={classes.root} aria-label={t('editor.inspector.title')}>
      <div className={classes.head}>
        <h2 className={classes.title}>
          {title}
          <span className={classes.kind}>{kind}</span>
        </h2>
      </div>
      {missing && !old && (
        <p className={classes.soft} role="status">
          {t('editor.inspector.gone', { what: missing })}{' '}
          <button type="button" onClick={() => select({})}>
            {t('editor.inspector.deselect')}
          </button>
        </p>
      )}
      {step && <StepInspector key={step.id} step={step} renaming={renaming} />}
      {link && (
        <LinkInspector
          key={`${link.from} ${link.to}`}
          from={link.from}
          to={link.to}
        />
      )}
      {!step && !link && <WorkflowInspector />}
    </section>
  );
}
