import { useEffect, useRef } from 'react';
import { useFieldStyles } from './useFieldStyles';
import { useDraftText } from './useDraftText';

export interface TextControlProps {
  id: string;
  /** Where no label points here. */
  label?: string;
  value: string;
  /** Says what is in the way. */
  commit: (text: string) => string | undefined;
  /** Says while one types why it cannot be taken. */
  check?: (text: string) => string | undefined;
  lines?: boolean;
  code?: boolean;
  /** Counts only when one leaves the field. */
  slow?: boolean;
  disabled?: boolean;
  placeholder?: string;
  numeric?: boolean;
  /** Offered while one types. */
  choices?: readonly string[];
  /** Has the keyboard when it comes. */
  focused?: boolean;
  describedBy?: string;
}

/** A field for a text, or for what is written as one. */
export function TextControl(props: TextControlProps) {
  const { id, label, value, commit, lines, code, slow, choices = [] } = props;
  const { check, disabled, placeholder, numeric, focused, describedBy } = props;
  const classes = useFieldStyles();
  const draft = useDraftText({ value, commit, slow: slow || lines });
  const element = useRef<HTMLElement | null>(null);
  const take = (found: HTMLElement | null) => {
    element.current = found;
  };
  useEffect(() => {
    if (focused) {
      element.current?.focus();
    }
  }, [focused]);
  const problem =
    draft.problem ?? (draft.open ? check?.(draft.text) : undefined);
  const look = `${classes.input} ${code ? classes.code : ''}`;
  const common = {
    id,
    'aria-label': label,
    'aria-invalid': problem !== undefined,
    'aria-describedby':
      [problem && `${id}-problem`, describedBy].filter(Boolean).join(' ') ||
      undefined,
    value: draft.text,
    disabled,
    placeholder,
    spellCheck: !code,
    onBlur: draft.take,
    // While something typed does not count yet, the field's own undoing works.
    'data-open': draft.open || undefined,
  };
  return (
    <>
      {lines ? (
        <textarea
          {...common}
          ref={take}
          className={`${look} ${classes.area}`}
          rows={Math.min(14, Math.max(2, draft.text.split('\n').length))}
          onChange={event => draft.change(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Escape') {
              event.stopPropagation();
              draft.drop();
            }
          }}
        />
      ) : (
        <input
          {...common}
          ref={take}
          type="text"
          autoComplete="off"
          inputMode={numeric ? 'decimal' : undefined}
          list={choices.length > 0 ? `${id}-choices` : undefined}
          className={look}
          onChange={event => draft.change(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter') {
              draft.take();
            } else if (event.key === 'Escape') {
              event.stopPropagation();
              draft.drop();
            }
          }}
        />
      )}
      {choices.length > 0 && (
        <datalist id={`${id}-choices`}>
          {choices.map(choice => (
            <option key={choice} value={choice} />
          ))}
        </datalist>
      )}
      {problem && (
        <p className={classes.problem} id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
