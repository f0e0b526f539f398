import { useState } from 'react';
import {
  discoveryApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { ErrorState, Loading, useLoad } from '@dop/plugin-devops-react';
import { EntryForm } from './EntryForm';
import { EntryFrame } from './EntryFrame';
import { enter } from './entryClient';
import { PasswordLine, TextLine } from './fields';
import type { LinkFormProps } from './FirstForm';
import { accessTranslationRef } from '../translation';

type Invitation =
  | { alive: true; name: string; displayName: string }
  | { alive: false };

/** An invitation: somebody sets the password of their account. */
export function InvitationForm(props: LinkFormProps) {
  const { t } = useTranslationRef(accessTranslationRef);
  const { linkKey, onEntered, onLeave } = props;
  const discoveryApi = useApi(discoveryApiRef);
  const invitation = useLoad(linkKey, () =>
    enter<Invitation>(discoveryApi, '/invitations/check', { key: linkKey }),
  );
  const [password, setPassword] = useState('');

  if (invitation.error) {
    return (
      <EntryFrame title={t('invitationForm.yourInvitation')}>
        <ErrorState
          error={invitation.error}
          title={t('invitationForm.checkFailed')}
          onRetry={invitation.reload}
        />
      </EntryFrame>
    );
  }
  if (!invitation.value) {
    return (
      <EntryFrame title={t('invitationForm.yourInvitation')}>
        <Loading what={t('invitationForm.invitationInText')} />
      </EntryFrame>
    );
  }
  if (!invitation.value.alive) {
    return (
      <EntryFrame
        title={t('invitationForm.invitationEnded')}
        lead={t('invitationForm.dead')}
        note={t('invitationForm.ask')}
      >
        <EntryForm
          label={t('invitationForm.goToSignIn')}
          busyLabel={t('invitationForm.going')}
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
      title={t('invitationForm.welcome', { displayName })}
      lead={t('invitationForm.lead')}
    >
      <EntryForm
        label={t('invitationForm.setThePassword')}
        busyLabel={t('invitationForm.setting')}
        onSubmit={async () => {
          await enter(discoveryApi, '/invitations/accept', {
            key: linkKey,
            password,
          });
          await onEntered();
        }}
      >
        <TextLine
          label={t('invitationForm.accountName')}
          value={name}
          onChange={() => undefined}
          autoComplete="username"
          disabled
        />
        <PasswordLine
          label={t('invitationForm.password')}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          first
          helperText={t('invitationForm.passwordHelp')}
        />
      </EntryForm>
    </EntryFrame>
  );
}
