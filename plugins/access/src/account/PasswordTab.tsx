import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { accessApiRef } from '../api/AccessApi';
import { EntryForm } from '../entry/EntryForm';
import { PasswordLine } from '../entry/fields';
import { accessTranslationRef } from '../translation';

/** Changes the reader's password. */
export function PasswordTab({ accountName }: { accountName?: string }) {
  const { t } = useTranslationRef(accessTranslationRef);
  const api = useApi(accessApiRef);
  const [currentPassword, setCurrentPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [changed, setChanged] = useState(false);
  const [round, setRound] = useState(0);
  return (
    <div style={{ maxWidth: 416 }}>
      {changed && <p role="status">{t('passwordTab.changed')}</p>}
      <EntryForm
        key={round}
        label={t('passwordTab.changeThePassword')}
        busyLabel={t('passwordTab.changing')}
        onSubmit={async () => {
          setChanged(false);
          try {
            await api.changePassword({ currentPassword, newPassword });
          } catch (error) {
            throw error instanceof ResponseError
              ? new Error(error.body.error.message)
              : error;
          }
          setCurrentPassword('');
          setNewPassword('');
          setChanged(true);
          setRound(round + 1);
        }}
      >
        <input
          type="hidden"
          autoComplete="username"
          value={accountName ?? ''}
        />
        <PasswordLine
          label={t('passwordTab.currentPassword')}
          value={currentPassword}
          onChange={setCurrentPassword}
          autoComplete="current-password"
        />
        <PasswordLine
          label={t('passwordTab.newPassword')}
          value={newPassword}
          onChange={setNewPassword}
          autoComplete="new-password"
          helperText={t('passwordTab.newPasswordHelp')}
        />
      </EntryForm>
    </div>
  );
}
