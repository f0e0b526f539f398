import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { accessApiRef } from '../api/AccessApi';
import { EntryForm } from '../entry/EntryForm';
import { PasswordLine } from '../entry/fields';

/** Changes the reader's password. */
export function PasswordTab({ accountName }: { accountName?: string }) {
  const api = useApi(accessApiRef);
  const [currentPassword, setCurrentPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [changed, setChanged] = useState(false);
  const [round, setRound] = useState(0);
  return (
    <div style={{ maxWidth: 416 }}>
      {changed && (
        <p role="status">
          Your password is changed. All other browsers are signed out.
        </p>
      )}
      <EntryForm
        key={round}
        label="Change the password"
        busyLabel="Changing the password …"
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
          label="Current password"
          value={currentPassword}
          onChange={setCurrentPassword}
          autoComplete="current-password"
        />
        <PasswordLine
          label="New password"
          value={newPassword}
          onChange={setNewPassword}
          autoComplete="new-password"
          helperText="At least 10 characters. A few words are easy to keep."
        />
      </EntryForm>
    </div>
  );
}
