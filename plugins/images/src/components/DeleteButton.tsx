import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState, type ReactNode } from 'react';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { ErrorState } from '@dop/plugin-devops-react';
import { imagesTranslationRef } from '../translation';

export interface DeleteButtonProps {
  /** `Delete tag` */
  label: string;
  title: string;
  /** What goes, and what stays. */
  children: ReactNode;
  onDelete: () => Promise<unknown>;
  small?: boolean;
}

/** Asks once more before something is deleted, and says what goes with it. */
export function DeleteButton(props: DeleteButtonProps) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const { label, title, children, onDelete, small } = props;
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onDelete();
      setOpen(false);
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        size="small"
        variant={small ? 'text' : 'outlined'}
        aria-label={title}
        onClick={event => {
          event.stopPropagation();
          setOpen(true);
        }}
      >
        {label}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        onClick={event => event.stopPropagation()}
        fullWidth
        maxWidth="sm"
        aria-label={title}
      >
        <DialogTitle>{title}</DialogTitle>
        <DialogContent>
          {children}
          {error !== undefined && (
            <ErrorState
              error={error}
              title={t('deleteButton.nothingWasDeleted')}
            />
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={() => setOpen(false)}>
            {t('deleteButton.keep')}
          </Button>
          <Button
            variant="contained"
            color="primary"
            disabled={busy}
            onClick={confirm}
          >
            {label}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
