import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import {
  Outlet,
  useLocation,
  useOutletContext,
  useParams,
} from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Repository } from '@dop/plugin-code-common';
import {
  PageShell,
  RelativeTime,
  SafeLink,
  Sentence,
  TabNav,
  useLoad,
  type Loaded,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import {
  commitsPath,
  pullRequestsPath,
  refsPath,
  repositoryPath,
  settingsPath,
} from '../links';
import { Await } from './Await';
import { FindingsBanner } from './FindingsBanner';
import { VisibilityMark } from './VisibilityMark';
import { codeTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    tabs: { marginBottom: 16 },
    facts: { display: 'flex', flexWrap: 'wrap', gap: '4px 16px' },
  },
  { name: 'DopRepositoryFrame' },
);

/** The repository of the page, with a way to load it anew. */
export function useRepository(): {
  repository: Repository;
  reload: () => void;
  setRepository: (repository: Repository) => void;
} {
  const { value, reload, setValue } = useOutletContext<Loaded<Repository>>();
  return { repository: value!, reload, setRepository: setValue };
}

/** What all pages of one repository have around them. */
export function RepositoryFrame() {
  const { t } = useTranslationRef(codeTranslationRef);
  const { namespace = '', name = '' } = useParams();
  const api = useApi(codeApiRef);
  const classes = useStyles();
  const { pathname } = useLocation();
  const loaded = useLoad(`repository ${namespace}/${name}`, () =>
    api.repository(namespace, name),
  );
  const repository = loaded.value;
  const own = repositoryPath({ namespace, name });
  const inside = pathname.slice(pathname.indexOf(own) + own.length);
  const tabs = [
    {
      id: 'files',
      label: t('repositoryFrame.files'),
      to: own,
      active: inside === '' || inside === '/',
    },
    {
      id: 'commits',
      label: t('repositoryFrame.commits'),
      to: commitsPath({ namespace, name }),
      active: inside.startsWith('/commits'),
    },
    {
      id: 'refs',
      label: t('repositoryFrame.branchesAndTags'),
      to: refsPath({ namespace, name }),
      active: inside.startsWith('/refs'),
    },
    {
      id: 'pull-requests',
      label: t('repositoryFrame.pullRequests'),
      to: pullRequestsPath({ namespace, name }, { state: 'open' }),
      active: inside.startsWith('/pull-requests'),
    },
    ...(repository?.may?.administer
      ? [
          {
            id: 'settings',
            label: t('repositoryFrame.settings'),
            to: settingsPath({ namespace, name }),
            active: inside.startsWith('/settings'),
          },
        ]
      : []),
  ];
  return (
    <PageShell
      title={name}
      documentTitle={`${namespace}/${name}`}
      crumbs={[
        { label: t('repositoryFrame.repositories'), to: '/code' },
        {
          label: namespace,
          to: `/code?search=${encodeURIComponent(`${namespace}/`)}`,
        },
      ]}
      facts={
        repository && (
          <span className={classes.facts}>
            <VisibilityMark visibility={repository.visibility} />
            <span>
              {t('repositoryFrame.ownedBy', {
                link: (
                  <SafeLink to={`/catalog/default/group/${namespace}`}>
                    {namespace}
                  </SafeLink>
                ),
              })}
            </span>
            <span>{t(`repositoryFrame.trust.${repository.trust}`)}</span>
          </span>
        )
      }
      sentence={repository && <Sentence>{sentenceOf(t, repository)}</Sentence>}
    >
      <Await
        loaded={loaded}
        what={t('repositoryFrame.repository')}
        title={t('repositoryFrame.loadFailed')}
      >
        {found => (
          <>
            <FindingsBanner repository={found} />
            <div className={classes.tabs}>
              <TabNav label={t('repositoryFrame.tabs')} tabs={tabs} />
            </div>
            <Outlet context={loaded} />
          </>
        )}
      </Await>
    </PageShell>
  );
}

function sentenceOf(
  t: TranslationFunction<typeof codeTranslationRef.T>,
  repository: Repository,
) {
  const about = repository.description ? `${repository.description} ` : '';
  return repository.empty
    ? t('repositoryFrame.nothingPushed', { about })
    : t('repositoryFrame.lastPush', {
        about,
        time: <RelativeTime time={repository.pushedAt} />,
      });
}
