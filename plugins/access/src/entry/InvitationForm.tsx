import { useState } from 'react';
import { discoveryApiRef, useApi } from '@backstage/frontend-plugin-api';
import { ErrorState, Loading, useLoad } from '@dop/plugin-devops-react';
import { EntryForm } from './EntryForm';
import { EntryFrame } from './EntryFrame';
import { enter } from './entryClient';
import { PasswordLine, TextLine } from './fields';
import type { LinkFormProps } from './FirstForm';

type Invitation =
  | { alive: true; name: string; displayName: string }
  | { alive: false };

/** An invitation: somebody sets the password of their account. */
export function InvitationForm(props: LinkFormProps) {
  const { linkKey, onEntered, onLeave } = props;
  const discoveryApi = useApi(discoveryApiRef);
  const invitation = useLoad(linkKey, () =>
    enter<Invitation>(discoveryApi, '/invitations/check', { key: linkKey }),
  );
  const [password, setPassword] = useState('');

  if (invitation.error) {
    return (
      <EntryFrame title="Your invitation">
        <ErrorState
          error={invitation.error}
          title="The invitation could not be checked"
          onRetry={invitation.reload}
        />
      </EntryFrame>
    );
  }
  if (!invitation.value) {
    return (
      <EntryFrame title="Your invitation">
        <Loading what="your invitation" />
      </EntryFrame>
    );
  }
  if (!invitation.value.alive) {
    return (
      <EntryFrame
        title="This invitation no longer works"
        lead="It was used, replaced by a newer one, or is older than three days."
        note="Ask an administrator for a new one."
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
  const { name, displayName } = invitation.value;
  return (
    <EntryFrame
      title={`Welcome, ${displayName}`}
      lead="Choose your password. You are signed in with it at once."
    >
      <EntryForm
        label="Set the password"
        busyLabel="Setting the password …"
        onSubmit={async () => {
          await enter(discoveryApi, '/invitations/accept', {
            key: linkKey,
            password,
          });
          await onEntered();
        }}
      >
        <TextLine
          label="Account name"
          value={name}
          onChange={() => undefined}
          autoComplete="username"
          disabled
        />
        <PasswordLine
          label="Password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          first
          helperText="At least 10 characters. A few words are easy to keep."
        />
      </EntryForm>
    </EntryFrame>
  );
}
