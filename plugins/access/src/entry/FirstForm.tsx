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
import { accessTranslationRef } from '../translation';

export interface LinkFormProps {
  /** The key of the link, from its fragment. */
  linkKey: string;
  onEntered: () => Promise<void>;
  /** Leaves a link that no longer works. */
  onLeave: () => void;
}

/** The first link: makes the administrator. */
export function FirstForm({ linkKey, onEntered, onLeave }: LinkFormProps) {
  const { t } = useTranslationRef(accessTranslationRef);
  const discoveryApi = useApi(discoveryApiRef);
  const link = useLoad(linkKey, () =>
    enter<{ alive: boolean }>(discoveryApi, '/first/check', { key: linkKey }),
  );
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');

  if (link.error) {
    return (
      <EntryFrame title={t('firstForm.welcomeToDop')}>
        <ErrorState
          error={link.error}
          title={t('firstForm.checkFailed')}
          onRetry={link.reload}
        />
      </EntryFrame>
    );
  }
  if (!link.value) {
    return (
      <EntryFrame title={t('firstForm.welcomeToDop')}>
        <Loading what={t('firstForm.theLink')} />
      </EntryFrame>
    );
  }
  if (!link.value.alive) {
    return (
      <EntryFrame
        title={t('firstForm.linkEnded')}
        lead={t('firstForm.dead')}
        note={
          <>
            {t('firstForm.newLinkHelp', {
              code: <code>npm start -- --renew-first-link</code>,
            })}
          </>
        }
      >
        <EntryForm
          label={t('firstForm.goToSignIn')}
          busyLabel={t('firstForm.going')}
          onSubmit={async () => onLeave()}
        >
          {null}
        </EntryForm>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={t('firstForm.welcomeToDop')} lead={t('firstForm.lead')}>
      <EntryForm
        label={t('firstForm.makeTheAdministrator')}
        busyLabel={t('firstForm.making')}
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
          label={t('firstForm.accountName')}
          value={name}
          onChange={value => setName(value.toLowerCase())}
          autoComplete="username"
          first
          helperText={t('firstForm.nameHelp')}
        />
        <TextLine
          label={t('firstForm.yourName')}
          value={displayName}
          onChange={setDisplayName}
          autoComplete="name"
          helperText={t('firstForm.displayNameHelp')}
        />
        <PasswordLine
          label={t('firstForm.password')}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          helperText={t('firstForm.passwordHelp')}
        />
      </EntryForm>
    </EntryFrame>
  );
}
