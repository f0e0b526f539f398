import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DrawnStep } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../../translation';
import { useEditor } from '../EditorContext';
import { MapFields } from '../fields/MapFields';
import { fieldOf, fileMaps } from '../model/fileMaps';
import { NeedsField } from './NeedsField';
import { RemoveStep } from './RemoveStep';
import { RenameField } from './RenameField';
import { actionNames, StepAction } from './StepAction';
import { StepFindings } from './StepFindings';
import { StepInputs } from './StepInputs';
import { useInspectorStyles } from './useInspectorStyles';

/** The fields of a step: what it does, what it gets, and the rest as it is set. */
export function StepInspector(props: {
  step: DrawnStep;
  /** The name is what one wants to change. */
  renaming?: boolean;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { step, renaming } = props;
  const classes = useInspectorStyles();
  const { components, problems } = useEditor();
  const { fields } = step;
  const path = ['spec', 'steps', step.id];
  const { uses } = fields;
  const variables =
    (typeof uses === 'string' ? components[uses]?.variables : undefined) ?? [];
  const takesInputs =
    fields.with !== undefined ||
    fields.uses !== undefined ||
    fields.workflow !== undefined;
  return (
    <>
      <StepFindings problems={problems.filter(each => each.step === step.id)} />
      <MapFields
        schema={{
          type: 'object',
          properties: { title: fieldOf(fileMaps.step, 'title') },
        }}
        value={fields.title === undefined ? {} : { title: fields.title }}
        path={path}
        first={['title']}
      />
      <RenameField
        key={renaming ? 'renaming' : 'name'}
        step={step}
        focused={renaming}
      />
      <StepAction step={step} />
      {takesInputs && <StepInputs step={step} />}
      <h3 className={classes.section}>{t('editor.inspector.when')}</h3>
      <NeedsField step={step} />
      <MapFields
        schema={fileMaps.step}
        value={fields}
        path={path}
        without={['title', 'needs', 'with', ...actionNames]}
        names={{
          secrets: variables
            .filter(({ secret }) => secret)
            .map(({ name }) => name),
          env: variables
            .filter(({ secret }) => !secret)
            .map(({ name }) => name),
        }}
      />
      <RemoveStep step={step} />
    </>
  );
}
