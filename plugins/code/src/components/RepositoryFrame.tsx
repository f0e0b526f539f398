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
  useLoad,
  type Loaded,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { commitsPath, refsPath, repositoryPath, settingsPath } from '../links';
import { Await } from './Await';
import { FindingsBanner } from './FindingsBanner';
import { VisibilityMark } from './VisibilityMark';

const useStyles = makeStyles(
  {
    tabs: {
      display: 'flex',
      gap: 4,
      borderBottom: '1px solid var(--dop-border)',
      margin: '0 0 16px',
      overflowX: 'auto',
    },
    tab: {
      padding: '8px 12px',
      color: 'var(--dop-text-soft)',
      textDecoration: 'none !important',
      borderBottom: '2px solid transparent',
      whiteSpace: 'nowrap',
      '&[aria-current="page"]': {
        color: 'var(--dop-text)',
        fontWeight: 600,
        borderBottomColor: 'var(--dop-blue)',
      },
    },
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

const trustWords = {
  none: 'Runs only in containers',
  protectedRefs: 'Protected refs are trusted',
  members: 'All that members push is trusted',
};

/** What all pages of one repository have around them. */
export function RepositoryFrame() {
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
    { label: 'Files', to: own, active: inside === '' || inside === '/' },
    {
      label: 'Commits',
      to: commitsPath({ namespace, name }),
      active: inside.startsWith('/commits'),
    },
    {
      label: 'Branches and tags',
      to: refsPath({ namespace, name }),
      active: inside.startsWith('/refs'),
    },
    ...(repository?.may?.administer
      ? [
          {
            label: 'Settings',
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
        { label: 'Repositories', to: '/code' },
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
              Owned by{' '}
              <SafeLink to={`/catalog/default/group/${namespace}`}>
                {namespace}
              </SafeLink>
            </span>
            <span>{trustWords[repository.trust]}</span>
          </span>
        )
      }
      sentence={repository && <Sentence>{sentenceOf(repository)}</Sentence>}
    >
      <Await
        loaded={loaded}
        what="repository"
        title="The repository could not be loaded"
      >
        {found => (
          <>
            <FindingsBanner repository={found} />
            <nav className={classes.tabs} aria-label="Parts of the repository">
              {tabs.map(tab => (
                <SafeLink
                  key={tab.to}
                  to={tab.to}
                  className={classes.tab}
                  aria-current={tab.active ? 'page' : undefined}
                >
                  {tab.label}
                </SafeLink>
              ))}
            </nav>
            <Outlet context={loaded} />
          </>
        )}
      </Await>
    </PageShell>
  );
}

function sentenceOf(repository: Repository) {
  const about = repository.description ? `${repository.description} ` : '';
  return repository.empty ? (
    <>{about}Nothing has been pushed yet.</>
  ) : (
    <>
      {about}Last push <RelativeTime time={repository.pushedAt} />.
    </>
  );
}
