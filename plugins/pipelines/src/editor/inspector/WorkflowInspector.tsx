import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import { pipelinesTranslationRef } from '../../translation';
import { useEditor } from '../EditorContext';
import { isObject } from '../fields/controlOf';
import { MapFields } from '../fields/MapFields';
import { fieldOf, fileMaps } from '../model/fileMaps';
import { InputsFields } from './InputsFields';
import { StepFindings } from './StepFindings';
import { TriggersFields } from './TriggersFields';
import { useInspectorStyles } from './useInspectorStyles';

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** Outputs are names with expressions, as long as none is larger. */
const spec: JsonObject = {
  ...fileMaps.spec,
  properties: {
    ...objectOf(fileMaps.spec.properties),
    outputs: {
      ...fieldOf(fileMaps.spec, 'outputs'),
      additionalProperties: { type: 'string' },
    },
  },
};

/** The workflow itself: its name, what starts it, what it is given. */
export function WorkflowInspector() {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useInspectorStyles();
  const { root, problems } = useEditor();
  const given = objectOf(root.spec);
  return (
    <>
      <StepFindings problems={problems.filter(({ step }) => !step)} />
      <MapFields
        schema={fileMaps.metadata}
        value={objectOf(root.metadata)}
        path={['metadata']}
        first={['title']}
      />
      <h3 className={classes.section}>{t('editor.workflow.triggers')}</h3>
      <TriggersFields triggers={objectOf(given.triggers)} />
      <h3 className={classes.section}>{t('editor.workflow.inputs')}</h3>
      <InputsFields
        inputs={isObject(given.inputs) ? given.inputs : undefined}
      />
      <h3 className={classes.section}>{t('editor.workflow.more')}</h3>
      <MapFields
        schema={spec}
        value={given}
        path={['spec']}
        without={['steps', 'triggers', 'inputs']}
      />
    </>
  );
}
