import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import Switch from '@material-ui/core/Switch';
import { pipelinesTranslationRef } from '../../translation';
import { useEditor } from '../EditorContext';
import { isObject } from '../fields/controlOf';
import { MapFields } from '../fields/MapFields';
import { useFieldStyles } from '../fields/useFieldStyles';
import { YamlControl } from '../fields/YamlControl';
import { fieldOf, fileMaps } from '../model/fileMaps';

const path = ['spec', 'triggers'];

/** What a trigger begins with: what must be there, empty. */
const begun: Record<string, JsonObject> = {
  schedule: { cron: '' },
  event: { types: [] },
};

/** The map of a trigger, where it can be one of several kinds. */
function mapOf(schema: JsonObject): JsonObject {
  const { anyOf } = schema;
  const map = Array.isArray(anyOf) ? anyOf[0] : schema;
  return isObject(map) ? map : {};
}

/** What starts the workflow: each trigger can be switched on, then filled in. */
export function TriggersFields({ triggers }: { triggers: JsonObject }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useFieldStyles();
  const { apply, disabled } = useEditor();
  const { properties } = fileMaps.triggers;
  return (
    <>
      {Object.keys(isObject(properties) ? properties : {}).map(name => {
        const schema = fieldOf(fileMaps.triggers, name);
        const on = Object.hasOwn(triggers, name);
        const value = triggers[name];
        const id = `dop-trigger-${name}`;
        const map = mapOf(schema);
        const hasFields =
          isObject(map.properties) && Object.keys(map.properties).length > 0;
        return (
          <div key={name} className={classes.field}>
            <div className={classes.switch}>
              <Switch
                id={id}
                size="small"
                color="primary"
                checked={on}
                disabled={disabled}
                onChange={(_, next) =>
                  apply(
                    next
                      ? {
                          type: 'set',
                          path: [...path, name],
                          value: begun[name] ?? {},
                        }
                      : { type: 'unset', path: [...path, name] },
                    next
                      ? t('editor.said.triggerOn', { trigger: name })
                      : t('editor.said.triggerOff', { trigger: name }),
                  )
                }
              />
              <label htmlFor={id}>
                <span className={classes.label}>{name}</span>{' '}
                <span className={classes.type}>
                  {String(schema.description ?? '')}
                </span>
              </label>
            </div>
            {on && hasFields && (
              <div className={classes.nested} role="group" aria-label={name}>
                {isObject(value) || value === null ? (
                  <MapFields
                    schema={map}
                    value={isObject(value) ? value : {}}
                    path={[...path, name]}
                  />
                ) : (
                  <YamlControl
                    id={`${id}-value`}
                    value={value}
                    disabled={disabled}
                    commit={next =>
                      next === undefined
                        ? apply({ type: 'unset', path: [...path, name] })
                        : apply({
                            type: 'set',
                            path: [...path, name],
                            value: next,
                          })
                    }
                  />
                )}
              </div>
            )}
          </div>
        );
      })}
    </>
  );
}
