import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { accessTranslationRef } from '../translation';

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
  const { t } = useTranslationRef(accessTranslationRef);
  const tab = useTab(tabs);
  const me = useMe();
  const [creating, setCreating] = useState(false);
  const administrator = me.value?.account.administrator === true;
  return (
    <PageShell
      title={t('peoplePages.people')}
      titleHidden
      sentence={
        <Sentence>
          {administrator
            ? t('peoplePages.introductionForAdministrators')
            : t('peoplePages.introduction')}
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
            {tab === 'groups'
              ? t('peoplePages.makeAGroup')
              : t('peoplePages.inviteSomebody')}
          </Button>
        )
      }
    >
      <Section>
        <TabBar
          label={t('peoplePages.people')}
          drops={['search']}
          tabs={[
            { id: 'accounts', label: t('peoplePages.accounts') },
            { id: 'groups', label: t('peoplePages.groups') },
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
