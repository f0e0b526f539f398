import { useState } from 'react';
import { discoveryApiRef, useApi } from '@backstage/frontend-plugin-api';
import { ErrorState, Loading, useLoad } from '@dop/plugin-devops-react';
import { EntryForm } from './EntryForm';
import { EntryFrame } from './EntryFrame';
import { enter } from './entryClient';
import { PasswordLine, TextLine } from './fields';

export interface LinkFormProps {
  /** The key of the link, from its fragment. */
  linkKey: string;
  onEntered: () => Promise<void>;
  /** Leaves a link that no longer works. */
  onLeave: () => void;
}

/** The first link: makes the administrator. */
export function FirstForm({ linkKey, onEntered, onLeave }: LinkFormProps) {
  const discoveryApi = useApi(discoveryApiRef);
  const link = useLoad(linkKey, () =>
    enter<{ alive: boolean }>(discoveryApi, '/first/check', { key: linkKey }),
  );
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');

  if (link.error) {
    return (
      <EntryFrame title="Welcome to DOP">
        <ErrorState
          error={link.error}
          title="The link could not be checked"
          onRetry={link.reload}
        />
      </EntryFrame>
    );
  }
  if (!link.value) {
    return (
      <EntryFrame title="Welcome to DOP">
        <Loading what="the link" />
      </EntryFrame>
    );
  }
  if (!link.value.alive) {
    return (
      <EntryFrame
        title="This link no longer works"
        lead="It was used, is older than an hour, or there is an administrator already."
        note={
          <>
            On the computer of the portal,{' '}
            <code>npm start -- --renew-first-link</code> makes a new one while
            there is no administrator.
          </>
        }
      >
        <EntryForm
          label="Go to sign-in"
          busyLabel="Going to sign-in …"
          onSubmit={async () => onLeave()}
        >
          {null}
        </EntryForm>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame
      title="Welcome to DOP"
      lead="Make the first account. It is the administrator: it invites everybody else."
    >
      <EntryForm
        label="Make the administrator"
        busyLabel="Making the account …"
        onSubmit={async () => {
          await enter(discoveryApi, '/first', {
            key: linkKey,
            name: name.trim(),
            displayName: displayName.trim() || name.trim(),
            password,
          });
          await onEntered();
        }}
      >
        <TextLine
          label="Account name"
          value={name}
          onChange={value => setName(value.toLowerCase())}
          autoComplete="username"
          first
          helperText="Lower case, such as anna or anna.berg. It stays."
        />
        <TextLine
          label="Your name"
          value={displayName}
          onChange={setDisplayName}
          autoComplete="name"
          helperText="As others see it."
        />
        <PasswordLine
          label="Password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          helperText="At least 10 characters. A few words are easy to keep."
        />
      </EntryForm>
    </EntryFrame>
  );
}
