import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import { accessApiRef, type Invitation } from '../api/AccessApi';
import { TextLine } from '../entry/fields';
import { FormDialog } from './FormDialog';

export interface NewAccountDialogProps {
  onClose: () => void;
  onCreated: (name: string, invitation: Invitation | undefined) => void;
}

/** Makes an account; its owner chooses the password by an invitation. */
export function NewAccountDialog(props: NewAccountDialogProps) {
  const { onClose, onCreated } = props;
  const api = useApi(accessApiRef);
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [email, setEmail] = useState('');
  const [administrator, setAdministrator] = useState(false);
  return (
    <FormDialog
      title="Invite somebody"
      label="Invite"
      onClose={onClose}
      onSubmit={async () => {
        const { account, invitation } = await api.createAccount({
          name: name.trim(),
          displayName: displayName.trim() || name.trim(),
          ...(email.trim() && { email: email.trim() }),
          administrator,
        });
        onCreated(account.name, invitation);
      }}
    >
      <TextLine
        label="Account name"
        value={name}
        onChange={value => setName(value.toLowerCase())}
        autoComplete="off"
        first
        helperText="Lower case, such as anna or anna.berg. It stays."
      />
      <TextLine
        label="Name"
        value={displayName}
        onChange={setDisplayName}
        autoComplete="off"
      />
      <TextLine
        label="E-mail (optional)"
        value={email}
        onChange={setEmail}
        autoComplete="off"
      />
      <FormControlLabel
        control={
          <Checkbox
            color="primary"
            checked={administrator}
            onChange={event => setAdministrator(event.target.checked)}
          />
        }
        label="Administrator: may do everything"
      />
    </FormDialog>
  );
}
