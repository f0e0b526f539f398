import { useState } from 'react';
import {
  discoveryApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { EntryForm } from './EntryForm';
import { EntryFrame } from './EntryFrame';
import { enter } from './entryClient';
import { PasswordLine, TextLine } from './fields';
import { accessTranslationRef } from '../translation';

/** Name and password. */
export function SignInForm({ onEntered }: { onEntered: () => Promise<void> }) {
  const { t } = useTranslationRef(accessTranslationRef);
  const discoveryApi = useApi(discoveryApiRef);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  return (
    <EntryFrame
      title={t('signInForm.signIn')}
      lead={t('signInForm.lead')}
      note={t('signInForm.note')}
    >
      <EntryForm
        label={t('signInForm.signIn')}
        busyLabel={t('signInForm.busy')}
        onSubmit={async () => {
          await enter(discoveryApi, '/sessions', { name, password });
          await onEntered();
        }}
      >
        <TextLine
          label={t('signInForm.accountName')}
          value={name}
          onChange={setName}
          autoComplete="username"
          first
        />
        <PasswordLine
          label={t('signInForm.password')}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
        />
      </EntryForm>
    </EntryFrame>
  );
}
