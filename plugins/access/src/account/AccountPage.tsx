import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  PageShell,
  Section,
  Sentence,
  TabBar,
  useTab,
} from '@dop/plugin-devops-react';
import { useMe } from '../people/useMe';
import { TokensTab } from '../tokens/TokensTab';
import { PasswordTab } from './PasswordTab';
import { SessionsTab } from './SessionsTab';
import { accessTranslationRef } from '../translation';

const tabs = ['tokens', 'sessions', 'password'] as const;

/** The reader's own account: tokens, sessions, password. */
export function AccountPage() {
  const { t } = useTranslationRef(accessTranslationRef);
  const tab = useTab(tabs);
  const me = useMe();
  const account = me.value?.account;
  return (
    <PageShell
      title={t('accountPage.myAccount')}
      titleHidden
      sentence={
        account && (
          <Sentence>
            {t('accountPage.youAre', {
              displayName: account.displayName,
              name: account.name,
              role: account.administrator
                ? t('accountPage.anAdministrator')
                : '',
            })}
          </Sentence>
        )
      }
    >
      <Section>
        <TabBar
          label={t('accountPage.myAccount')}
          tabs={[
            { id: 'tokens', label: t('accountPage.tokens') },
            { id: 'sessions', label: t('accountPage.sessions') },
            { id: 'password', label: t('accountPage.password') },
          ]}
        />
      </Section>
      {tab === 'tokens' && <TokensTab accountName={account?.name} />}
      {tab === 'sessions' && <SessionsTab />}
      {tab === 'password' && <PasswordTab accountName={account?.name} />}
    </PageShell>
  );
}
