import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { makeStyles } from '@material-ui/core/styles';
import { usePhone, useDescribedError } from '@dop/plugin-devops-react';
import { accessTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    content: { display: 'flex', flexDirection: 'column', gap: 16 },
    error: {
      margin: 0,
      padding: '8px 12px',
      borderRadius: 6,
      borderLeft: '4px solid var(--dop-red)',
      background: 'var(--dop-red-soft)',
      overflowWrap: 'anywhere',
    },
    actions: { padding: '16px 24px' },
  },
  { name: 'DopFormDialog' },
);

export interface FormDialogProps {
  title: string;
  /** On the button: a verb. */
  label: string;
  /** The button destroys something. */
  dangerous?: boolean;
  onSubmit: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}

/** A small form over the page; closes after it has worked. */
export function FormDialog(props: FormDialogProps) {
  const { t } = useTranslationRef(accessTranslationRef);
  const { title, label, dangerous, onSubmit, onClose, children } = props;
  const classes = useStyles();
  const phone = usePhone();
  const titleId = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const problem = useDescribedError(error).what;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit();
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      fullWidth
      fullScreen={phone}
      maxWidth="xs"
      aria-labelledby={titleId}
    >
      <form onSubmit={submit} noValidate>
        <DialogTitle id={titleId}>{title}</DialogTitle>
        <DialogContent className={classes.content}>
          {children}
          {error !== undefined && (
            <p className={classes.error} role="alert">
              {problem}
            </p>
          )}
        </DialogContent>
        <DialogActions className={classes.actions}>
          <Button onClick={onClose}>{t('formDialog.cancel')}</Button>
          <Button
            type="submit"
            variant="contained"
            disableElevation
            color={dangerous ? 'secondary' : 'primary'}
            disabled={busy}
          >
            {label}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
