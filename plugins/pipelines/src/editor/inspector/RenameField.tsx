import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { whyBadName, type DrawnStep } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../../translation';
import { useEditor } from '../EditorContext';
import { Field } from '../fields/Field';
import { TextControl } from '../fields/TextControl';

/** The name of a step, by which others read it; checked while one types. */
export function RenameField(props: { step: DrawnStep; focused?: boolean }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { step, focused } = props;
  const { apply, drawing, disabled, select } = useEditor();
  const check = (to: string): string | undefined => {
    if (to !== step.id && drawing.steps.some(({ id }) => id === to)) {
      return t('editor.inspector.nameTaken', { name: to });
    }
    return whyBadName(to);
  };
  return (
    <Field
      id="dop-step-name"
      label={t('editor.inspector.name')}
      help={t('editor.inspector.nameHelp')}
    >
      <TextControl
        id="dop-step-name"
        code
        slow
        disabled={disabled}
        focused={focused}
        value={step.id}
        check={check}
        commit={to => {
          const problem =
            check(to) ??
            apply(
              { type: 'renameStep', id: step.id, to },
              t('editor.said.renamed', { from: step.id, to }),
            );
          if (problem === undefined) {
            select({ step: to });
          }
          return problem;
        }}
      />
    </Field>
  );
}
