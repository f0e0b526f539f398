import { useState } from 'react';
import { discoveryApiRef, useApi } from '@backstage/frontend-plugin-api';
import { EntryForm } from './EntryForm';
import { EntryFrame } from './EntryFrame';
import { enter } from './entryClient';
import { PasswordLine, TextLine } from './fields';

/** Name and password. */
export function SignInForm({ onEntered }: { onEntered: () => Promise<void> }) {
  const discoveryApi = useApi(discoveryApiRef);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  return (
    <EntryFrame
      title="Sign in"
      lead="With the name and password of your account."
      note="No password yet, or forgotten? Ask an administrator for an invitation."
    >
      <EntryForm
        label="Sign in"
        busyLabel="Signing in …"
        onSubmit={async () => {
          await enter(discoveryApi, '/sessions', { name, password });
          await onEntered();
        }}
      >
        <TextLine
          label="Account name"
          value={name}
          onChange={setName}
          autoComplete="username"
          first
        />
        <PasswordLine
          label="Password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
        />
      </EntryForm>
    </EntryFrame>
  );
}
