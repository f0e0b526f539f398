import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import {
  discoveryApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import { ErrorState } from '@dop/plugin-devops-react';
import { DopIdentity } from '../identity/DopIdentity';
import { EntryFrame } from './EntryFrame';
import { FirstForm } from './FirstForm';
import { InvitationForm } from './InvitationForm';
import { SignInForm } from './SignInForm';
import { accessTranslationRef } from '../translation';

/**
 * What is shown before somebody is signed in: nothing while the browser has a
 * session, else the first link, an invitation, or name and password.
 */
export function EntryPage({ onSignInSuccess }: SignInPageProps) {
  const { t } = useTranslationRef(accessTranslationRef);
  const discoveryApi = useApi(discoveryApiRef);
  const { pathname, hash } = useLocation();
  const navigate = useNavigate();
  const [phase, setPhase] = useState<'looking' | 'nobody' | 'failed'>(
    'looking',
  );
  const [error, setError] = useState<unknown>();
  const succeeded = useRef(onSignInSuccess);
  succeeded.current = onSignInSuccess;
  const done = useRef(false);
  const linkKey = hash.slice(1);
  const link = linkKey && (/\/(first|join)$/.exec(pathname)?.[1] ?? '');

  const look = useCallback(async () => {
    const identity = await DopIdentity.find({ discoveryApi });
    if (done.current) {
      return;
    }
    if (identity) {
      done.current = true;
      succeeded.current(identity);
    } else {
      setPhase('nobody');
    }
  }, [discoveryApi]);
  const start = useCallback(() => {
    setPhase('looking');
    look().catch(caught => {
      setError(caught);
      setPhase('failed');
    });
  }, [look]);
  useEffect(() => {
    if (!link) {
      start();
    }
  }, [link, start]);
  useEffect(() => {
    document.title = 'Sign in · DOP';
  }, []);

  // Without its link the page looks for the new session by itself.
  const entered = async () => navigate('/', { replace: true });
  const leave = () => navigate('/', { replace: true });

  if (link === 'first') {
    return <FirstForm linkKey={linkKey} onEntered={entered} onLeave={leave} />;
  }
  if (link === 'join') {
    return (
      <InvitationForm linkKey={linkKey} onEntered={entered} onLeave={leave} />
    );
  }
  switch (phase) {
    case 'nobody':
      return <SignInForm onEntered={look} />;
    case 'failed':
      return (
        <EntryFrame title={t('entryPage.noAnswer')}>
          <ErrorState
            error={error}
            title={t('entryPage.noAnswerHelp')}
            onRetry={start}
          />
        </EntryFrame>
      );
    default:
      return null;
  }
}
