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

const tabs = ['tokens', 'sessions', 'password'] as const;

/** The reader's own account: tokens, sessions, password. */
export function AccountPage() {
  const tab = useTab(tabs);
  const me = useMe();
  const account = me.value?.account;
  return (
    <PageShell
      title="My account"
      titleHidden
      sentence={
        account && (
          <Sentence>
            You are {account.displayName} ({account.name})
            {account.administrator && ', an administrator'}.
          </Sentence>
        )
      }
    >
      <Section>
        <TabBar
          label="My account"
          tabs={[
            { id: 'tokens', label: 'Tokens' },
            { id: 'sessions', label: 'Sessions' },
            { id: 'password', label: 'Password' },
          ]}
        />
      </Section>
      {tab === 'tokens' && <TokensTab accountName={account?.name} />}
      {tab === 'sessions' && <SessionsTab />}
      {tab === 'password' && <PasswordTab accountName={account?.name} />}
    </PageShell>
  );
}
