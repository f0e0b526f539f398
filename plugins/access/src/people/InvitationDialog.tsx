import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { RelativeTime } from '@dop/plugin-devops-react';
import type { Invitation } from '../api/AccessApi';
import { SecretLine } from '../tokens/SecretLine';

export interface InvitationDialogProps {
  name: string;
  invitation: Invitation;
  onClose: () => void;
}

/** An invitation, shown once, to be handed over. */
export function InvitationDialog(props: InvitationDialogProps) {
  const { name, invitation, onClose } = props;
  return (
    <Dialog open fullWidth maxWidth="sm" aria-label="Invitation">
      <DialogTitle>Invitation for {name}</DialogTitle>
      <DialogContent>
        <p style={{ marginTop: 0 }}>
          Send this link to {name} in private. Whoever opens it first chooses
          the account's password. It works once and ends{' '}
          <RelativeTime time={invitation.expiresAt} />. It is not shown again.
        </p>
        <SecretLine text={invitation.url} what="link" />
      </DialogContent>
      <DialogActions style={{ padding: '16px 24px' }}>
        <Button
          variant="contained"
          color="primary"
          disableElevation
          onClick={onClose}
        >
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
