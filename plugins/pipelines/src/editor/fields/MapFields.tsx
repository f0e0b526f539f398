import { useState, type ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { EditPath } from '@dop/plugin-pipelines-common';
import { useEditor } from '../EditorContext';
import { pipelinesTranslationRef } from '../../translation';
import { controlOf, isObject } from './controlOf';
import { Field } from './Field';
import { useFieldStyles } from './useFieldStyles';
import { ValueControl } from './ValueControl';

/** The field of a map that is edited in a way of its own. */
export type SpecialField = (field: {
  id: string;
  value: JsonValue | undefined;
  schema: JsonObject;
}) => ReactNode;

/**
 * The fields of a map in the file, by its schema: those that are set, and the
 * names of the others, each of which opens its field.
 */
export function MapFields(props: {
  /** Of the map; with `properties`. */
  schema: JsonObject;
  value: JsonObject;
  /** Of the map in the file. */
  path: EditPath;
  /** Fields that are edited elsewhere. */
  without?: readonly string[];
  /** Always shown. */
  first?: readonly string[];
  /** Cannot be taken away. */
  fixed?: readonly string[];
  special?: Record<string, SpecialField>;
  /** Names that are known, of a field with pairs. */
  names?: Record<string, readonly string[]>;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { schema, value, path, without = [], first = [] } = props;
  const { fixed = [], special = {}, names = {} } = props;
  const classes = useFieldStyles();
  const { apply, disabled } = useEditor();
  const [opened, setOpened] = useState<string[]>([]);
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const all = Object.keys(properties).filter(name => !without.includes(name));
  const isShown = (name: string) =>
    Object.hasOwn(value, name) ||
    first.includes(name) ||
    required.includes(name) ||
    opened.includes(name);
  const shown = all.filter(isShown);
  const unknown = Object.keys(value).filter(
    name => !Object.hasOwn(properties, name) && !without.includes(name),
  );
  const commit = (name: string) => (next: JsonValue | undefined) =>
    next === undefined
      ? (Object.hasOwn(value, name) &&
          apply({ type: 'unset', path: [...path, name] })) ||
        undefined
      : apply({ type: 'set', path: [...path, name], value: next });
  const open = (name: string, below: JsonObject) => {
    setOpened(before => [...before, name]);
    if (controlOf(below, undefined) === 'switch') {
      commit(name)(below.default !== true);
    }
  };
  return (
    <>
      {[...shown, ...unknown].map(name => {
        const below = isObject(properties[name]) ? properties[name] : {};
        const id = `dop-field-${[...path, name].join('-')}`;
        const own = value[name];
        const control = controlOf(below, own);
        const optional =
          !required.includes(name) &&
          !fixed.includes(name) &&
          (!first.includes(name) || own !== undefined);
        const isGroup = control === 'fields' || control === 'pairs';
        return (
          <Field
            key={name}
            id={isGroup || special[name] ? undefined : id}
            label={name}
            help={
              typeof below.description === 'string'
                ? below.description
                : undefined
            }
            required={required.includes(name)}
            disabled={disabled}
            onRemove={
              optional
                ? () => {
                    setOpened(before => before.filter(each => each !== name));
                    commit(name)(undefined);
                  }
                : undefined
            }
          >
            {special[name]?.({ id, value: own, schema: below }) ??
              (control === 'fields' ? (
                <div className={classes.nested} role="group" aria-label={name}>
                  <MapFields
                    schema={below}
                    value={isObject(own) ? own : {}}
                    path={[...path, name]}
                  />
                </div>
              ) : (
                <ValueControl
                  id={id}
                  label={name}
                  schema={below}
                  value={own}
                  disabled={disabled}
                  names={names[name]}
                  commit={commit(name)}
                  commitBelow={(entry, next) =>
                    next === undefined
                      ? apply({ type: 'unset', path: [...path, name, entry] })
                      : apply({
                          type: 'set',
                          path: [...path, name, entry],
                          value: next,
                        })
                  }
                  focused={opened.includes(name) && own === undefined}
                />
              ))}
          </Field>
        );
      })}
      {shown.length < all.length && (
        <div
          className={classes.chips}
          role="group"
          aria-label={t('editor.fields.more')}
        >
          {all
            .filter(name => !isShown(name))
            .map(name => {
              const below = isObject(properties[name]) ? properties[name] : {};
              return (
                <button
                  key={name}
                  type="button"
                  className={classes.add}
                  disabled={disabled}
                  title={String(below.description ?? '')}
                  onClick={() => open(name, below)}
                >
                  + {name}
                </button>
              );
            })}
        </div>
      )}
    </>
  );
}
