import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import { accessApiRef, type Invitation } from '../api/AccessApi';
import { TextLine } from '../entry/fields';
import { FormDialog } from './FormDialog';
import { accessTranslationRef } from '../translation';

export interface NewAccountDialogProps {
  onClose: () => void;
  onCreated: (name: string, invitation: Invitation | undefined) => void;
}

/** Makes an account; its owner chooses the password by an invitation. */
export function NewAccountDialog(props: NewAccountDialogProps) {
  const { t } = useTranslationRef(accessTranslationRef);
  const { onClose, onCreated } = props;
  const api = useApi(accessApiRef);
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [email, setEmail] = useState('');
  const [administrator, setAdministrator] = useState(false);
  return (
    <FormDialog
      title={t('newAccountDialog.inviteSomebody')}
      label={t('newAccountDialog.invite')}
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
        label={t('newAccountDialog.accountName')}
        value={name}
        onChange={value => setName(value.toLowerCase())}
        autoComplete="off"
        first
        helperText={t('newAccountDialog.nameHelp')}
      />
      <TextLine
        label={t('newAccountDialog.name')}
        value={displayName}
        onChange={setDisplayName}
        autoComplete="off"
      />
      <TextLine
        label={t('newAccountDialog.eMailOptional')}
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
        label={t('newAccountDialog.administrator')}
      />
    </FormDialog>
  );
}
