import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { pipelinesTranslationRef } from '../../translation';
import { useFieldStyles } from './useFieldStyles';

/** A name, what it means, and its control. */
export function Field(props: {
  /** Of the control; undefined where it is a group. */
  id?: string;
  label: string;
  /** `a file or folder` */
  type?: string;
  required?: boolean;
  help?: string;
  /** Beside the name. */
  end?: ReactNode;
  onRemove?: () => void;
  disabled?: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { id, label, type, required, help, end, onRemove, children } = props;
  const classes = useFieldStyles();
  return (
    <div className={classes.field}>
      <div className={classes.head}>
        {id ? (
          <label className={classes.label} htmlFor={id}>
            {label}
          </label>
        ) : (
          <span className={classes.label}>{label}</span>
        )}
        {required && (
          <span className={classes.required}>
            {t('editor.fields.required')}
          </span>
        )}
        {type && <span className={classes.type}>{type}</span>}
        <span className={classes.end}>
          {end}
          {onRemove && (
            <button
              type="button"
              className={classes.remove}
              disabled={props.disabled}
              aria-label={t('editor.fields.remove', { name: label })}
              title={t('editor.fields.remove', { name: label })}
              onClick={onRemove}
            >
              ×
            </button>
          )}
        </span>
      </div>
      {help && <p className={classes.help}>{help}</p>}
      {children}
    </div>
  );
}
