import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { RelativeTime } from '@dop/plugin-devops-react';
import type { Invitation } from '../api/AccessApi';
import { SecretLine } from '../tokens/SecretLine';
import { accessTranslationRef } from '../translation';

export interface InvitationDialogProps {
  name: string;
  invitation: Invitation;
  onClose: () => void;
}

/** An invitation, shown once, to be handed over. */
export function InvitationDialog(props: InvitationDialogProps) {
  const { t } = useTranslationRef(accessTranslationRef);
  const { name, invitation, onClose } = props;
  return (
    <Dialog
      open
      fullWidth
      maxWidth="sm"
      aria-label={t('invitationDialog.invitation')}
    >
      <DialogTitle>{t('invitationDialog.invitationFor', { name })}</DialogTitle>
      <DialogContent>
        <p style={{ marginTop: 0 }}>
          {t('invitationDialog.sendHelp', {
            name,
            time: <RelativeTime time={invitation.expiresAt} />,
          })}
        </p>
        <SecretLine text={invitation.url} what={t('invitationDialog.link')} />
      </DialogContent>
      <DialogActions style={{ padding: '16px 24px' }}>
        <Button
          variant="contained"
          color="primary"
          disableElevation
          onClick={onClose}
        >
          {t('invitationDialog.done')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
