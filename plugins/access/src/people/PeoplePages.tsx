import { useState } from 'react';
import { Route, Routes } from 'react-router-dom';
import Button from '@material-ui/core/Button';
import {
  PageShell,
  Section,
  Sentence,
  TabBar,
  useTab,
} from '@dop/plugin-devops-react';
import { AccountsTab } from './AccountsTab';
import { GroupPage } from './GroupPage';
import { GroupsTab } from './GroupsTab';
import { useMe } from './useMe';

const tabs = ['accounts', 'groups'] as const;

/** Accounts and groups, and below them one group. */
export function PeoplePages() {
  return (
    <Routes>
      <Route path="/" element={<PeoplePage />} />
      <Route path="/groups/:name" element={<GroupPage />} />
    </Routes>
  );
}

function PeoplePage() {
  const tab = useTab(tabs);
  const me = useMe();
  const [creating, setCreating] = useState(false);
  const administrator = me.value?.account.administrator === true;
  return (
    <PageShell
      title="People"
      titleHidden
      sentence={
        <Sentence>
          {administrator
            ? 'You administer the portal: you invite people and make groups.'
            : 'Who is here, and in which groups. Administrators invite people and make groups.'}
        </Sentence>
      }
      actions={
        administrator && (
          <Button
            variant="contained"
            color="primary"
            size="small"
            disableElevation
            onClick={() => setCreating(true)}
          >
            {tab === 'groups' ? 'Make a group' : 'Invite somebody'}
          </Button>
        )
      }
    >
      <Section>
        <TabBar
          label="People"
          drops={['search']}
          tabs={[
            { id: 'accounts', label: 'Accounts' },
            { id: 'groups', label: 'Groups' },
          ]}
        />
      </Section>
      {tab === 'groups' ? (
        <GroupsTab
          administrator={administrator}
          creating={creating}
          onCreate={() => setCreating(true)}
          onCreatingEnd={() => setCreating(false)}
        />
      ) : (
        <AccountsTab
          administrator={administrator}
          creating={creating}
          onCreatingEnd={() => setCreating(false)}
        />
      )}
    </PageShell>
  );
}
