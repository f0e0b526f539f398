import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useSearchParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { CommitSummary, Tree } from '@dop/plugin-code-common';
import {
  ErrorState,
  Loading,
  RelativeTime,
  SafeLink,
  ShortHash,
  useLoad,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { commitPath, commitsPath, filePath, shortRef } from '../links';
import { CloneBox } from './CloneBox';
import { EmptyRepository } from './EmptyRepository';
import { FileView } from './FileView';
import { FolderView } from './FolderView';
import { Readme } from './Readme';
import { RefPicker } from './RefPicker';
import { useRepository } from './RepositoryFrame';
import { codeTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    bar: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: '8px 16px',
      marginBottom: 12,
    },
    path: { flex: '1 1 240px', minWidth: 0, overflowWrap: 'anywhere' },
    commit: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: '2px 12px',
      alignItems: 'center',
      padding: '8px 12px',
      border: '1px solid var(--dop-border)',
      borderRadius: 8,
      marginBottom: 8,
      background: 'var(--dop-surface-sunken)',
      color: 'var(--dop-text-soft)',
    },
    title: {
      flex: '1 1 200px',
      minWidth: 0,
      color: 'var(--dop-text)',
      overflowWrap: 'anywhere',
    },
  },
  { name: 'DopFilesPage' },
);

/** A folder with its README, or one file; `?ref=&path=` say which. */
export function FilesPage() {
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const [params] = useSearchParams();
  const api = useApi(codeApiRef);
  const classes = useStyles();
  const ref = params.get('ref') ?? undefined;
  const path = params.get('path') ?? '';
  const { value, error, reload } = useLoad<Tree | undefined>(
    `tree ${repository.id} ${repository.pushedAt ?? ''} ${ref ?? ''} ${path}`,
    async () =>
      repository.empty
        ? undefined
        : api.tree(repository.namespace, repository.name, { ref, path }),
  );
  if (repository.empty) {
    return <EmptyRepository repository={repository} />;
  }
  const bar = (
    <div className={classes.bar}>
      <RefPicker
        repository={repository}
        current={value?.ref ?? ref ?? repository.defaultBranch}
        pathOf={chosen => filePath(repository, chosen, path)}
      />
      <Breadcrumbs path={path} current={ref} />
      <CloneBox repository={repository} />
    </div>
  );
  if (error) {
    return (
      <>
        {bar}
        <ErrorState
          error={error}
          title={t('filesPage.loadFailed', {
            path: path || t('filesPage.theFiles'),
            ref: ref ? shortRef(ref) : repository.defaultBranch,
          })}
          onRetry={reload}
        />
      </>
    );
  }
  if (!value) {
    return (
      <>
        {bar}
        <Loading what={t('filesPage.files')} />
      </>
    );
  }
  return (
    <>
      {bar}
      <LastCommit commit={value.commit} at={value.ref} path={value.path} />
      {value.type === 'file' ? (
        <FileView repository={repository} tree={value} />
      ) : (
        <>
          <FolderView repository={repository} tree={value} at={ref} />
          <Readme repository={repository} tree={value} />
        </>
      )}
    </>
  );
}

function Breadcrumbs({ path, current }: { path: string; current?: string }) {
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const classes = useStyles();
  const parts = path.split('/').filter(Boolean);
  return (
    <nav className={classes.path} aria-label={t('filesPage.path')}>
      <SafeLink to={filePath(repository, current)}>{repository.name}</SafeLink>
      {parts.map((part, index) => (
        <span key={index}>
          {' / '}
          {index === parts.length - 1 ? (
            <strong>{part}</strong>
          ) : (
            <SafeLink
              to={filePath(
                repository,
                current,
                parts.slice(0, index + 1).join('/'),
              )}
            >
              {part}
            </SafeLink>
          )}
        </span>
      ))}
    </nav>
  );
}

function LastCommit(props: {
  commit: CommitSummary;
  at: string;
  path: string;
}) {
  const { t } = useTranslationRef(codeTranslationRef);
  const { commit, at, path } = props;
  const { repository } = useRepository();
  const classes = useStyles();
  return (
    <div className={classes.commit}>
      <span className={classes.title}>
        <strong>{commit.authorName}</strong>{' '}
        <SafeLink quiet to={commitPath(repository, commit.sha)}>
          {commit.title}
        </SafeLink>
      </span>
      <ShortHash hash={commit.sha} to={commitPath(repository, commit.sha)} />
      <RelativeTime time={commit.committedAt} />
      <SafeLink to={commitsPath(repository, at, path)}>
        {t('filesPage.history')}
      </SafeLink>
    </div>
  );
}
