import { useState, type FormEvent, type ReactNode } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(
  {
    form: { display: 'flex', flexDirection: 'column', gap: 16 },
    error: {
      margin: 0,
      padding: '8px 12px',
      borderRadius: 6,
      borderLeft: '4px solid var(--dop-red)',
      background: 'var(--dop-red-soft)',
      overflowWrap: 'anywhere',
    },
    button: { marginTop: 4, minHeight: 42 },
  },
  { name: 'DopEntryForm' },
);

export interface EntryFormProps {
  /** On the button. */
  label: string;
  /** On the button while it works. */
  busyLabel: string;
  onSubmit: () => Promise<void>;
  children: ReactNode;
}

/** Fields, what went wrong, and one button. */
export function EntryForm(props: EntryFormProps) {
  const { label, busyLabel, onSubmit, children } = props;
  const classes = useStyles();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit();
    } catch (caught) {
      setError(caught instanceof Error ? caught.message : String(caught));
      setBusy(false);
    }
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {children}
      {error && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
      <Button
        className={classes.button}
        type="submit"
        variant="contained"
        color="primary"
        disableElevation
        disabled={busy}
      >
        {busy ? busyLabel : label}
      </Button>
    </form>
  );
}
