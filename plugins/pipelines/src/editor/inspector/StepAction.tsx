import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import { SafeLink } from '@dop/plugin-devops-react';
import type { DrawnStep } from '@dop/plugin-pipelines-common';
import { componentPath } from '../../links/links';
import { pipelinesTranslationRef } from '../../translation';
import { useEditor } from '../EditorContext';
import { isObject } from '../fields/controlOf';
import { MapFields } from '../fields/MapFields';
import { TextControl } from '../fields/TextControl';
import { fileMaps } from '../model/fileMaps';
import { editorPath } from '../../links/links';
import { useWorkflowPaths } from './useWorkflowPaths';
import { useInspectorStyles } from './useInspectorStyles';

/** A step has exactly one of them. */
export const actionNames = [
  'uses',
  'approve',
  'workflow',
  'external',
  'delay',
] as const;

/** The schema of a map with some of its fields only. */
function only(map: JsonObject, names: readonly string[]): JsonObject {
  const properties = isObject(map.properties) ? map.properties : {};
  return {
    type: 'object',
    properties: Object.fromEntries(names.map(name => [name, properties[name]])),
  };
}

function WorkflowPath(props: {
  id: string;
  value: string;
  commit: (text: string) => string | undefined;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { id, value, commit } = props;
  const { disabled, repository, branch, path } = useEditor();
  const paths = useWorkflowPaths();
  return (
    <>
      <TextControl
        id={id}
        code
        disabled={disabled}
        value={value}
        placeholder=".dop/acceptance.yaml"
        choices={paths.filter(each => each !== path)}
        commit={commit}
      />
      {paths.includes(value) && (
        <SafeLink to={editorPath({ repository, ref: branch, path: value })}>
          {t('editor.inspector.editWorkflow')}
        </SafeLink>
      )}
    </>
  );
}

/** What a step does: the component that it uses, or what it waits for. */
export function StepAction({ step }: { step: DrawnStep }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useInspectorStyles();
  const { apply, components, disabled } = useEditor();
  const { fields } = step;
  const found = actionNames.filter(name => Object.hasOwn(fields, name));
  const path = ['spec', 'steps', step.id];
  const { uses } = fields;
  const component =
    typeof uses === 'string' && Object.hasOwn(components, uses)
      ? components[uses]
      : undefined;
  return (
    <>
      <h3 className={classes.section}>{t('editor.inspector.does')}</h3>
      {component && (
        <p className={classes.soft}>
          {component.title ?? component.name}{' '}
          <SafeLink to={componentPath(component.ref)}>
            {t('editor.inspector.docsOf', { component: component.ref })}
          </SafeLink>
        </p>
      )}
      <MapFields
        schema={only(fileMaps.step, found.length > 0 ? found : actionNames)}
        value={Object.fromEntries(found.map(name => [name, fields[name]]))}
        path={path}
        fixed={found.length === 1 ? found : []}
        special={{
          ...(typeof uses === 'string' && {
            uses: ({ id }) => (
              <TextControl
                id={id}
                code
                slow
                disabled={disabled}
                value={uses}
                placeholder="namespace/name@1"
                commit={text =>
                  apply({
                    type: 'set',
                    path: [...path, 'uses'],
                    value: text.trim(),
                  })
                }
              />
            ),
          }),
          ...(typeof fields.workflow === 'string' && {
            workflow: ({ id, value }) => (
              <WorkflowPath
                id={id}
                value={String(value ?? '')}
                commit={text =>
                  apply({
                    type: 'set',
                    path: [...path, 'workflow'],
                    value: text.trim(),
                  })
                }
              />
            ),
          }),
        }}
      />
    </>
  );
}
