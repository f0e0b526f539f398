import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useLocation, useParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { CommitDetail } from '@dop/plugin-code-common';
import {
  ErrorState,
  KeyValue,
  Loading,
  RelativeTime,
  SafeLink,
  Sentence,
  ShortHash,
  useLoad,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { commitPath, filePath } from '../links';
import { ChangedFilePanel } from './ChangedFilePanel';
import { useRepository } from './RepositoryFrame';
import { codeTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    title: {
      fontSize: '1.125rem',
      margin: '0 0 4px',
      overflowWrap: 'anywhere',
    },
    body: {
      whiteSpace: 'pre-wrap',
      overflowWrap: 'anywhere',
      margin: '8px 0 16px',
      maxWidth: 880,
    },
    files: { margin: '0 0 16px', padding: 0, listStyle: 'none' },
    sum: { margin: '16px 0' },
    added: { color: 'var(--dop-green)' },
    removed: { color: 'var(--dop-red)' },
  },
  { name: 'DopCommitPage' },
);

/** One commit: who, why, and what it changed against its first parent. */
export function CommitPage() {
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const { sha = '' } = useParams();
  const api = useApi(codeApiRef);
  const { value, error, reload } = useLoad(
    `commit ${repository.id} ${sha}`,
    () => api.commit(repository.namespace, repository.name, sha),
  );
  if (error) {
    return (
      <ErrorState
        error={error}
        title={t('commitPage.loadFailed', { sha: sha.slice(0, 7) })}
        onRetry={reload}
      />
    );
  }
  return value ? (
    <Commit commit={value} />
  ) : (
    <Loading what={t('commitPage.commit')} />
  );
}

function Commit({ commit }: { commit: CommitDetail }) {
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const classes = useStyles();
  const { hash } = useLocation();
  const body = commit.message.slice(commit.message.indexOf('\n') + 1).trim();
  const added = commit.files.reduce((sum, file) => sum + file.additions, 0);
  const removed = commit.files.reduce((sum, file) => sum + file.deletions, 0);
  return (
    <article>
      <h2 className={classes.title}>
        {commit.title || t('commitPage.noMessage')}
      </h2>
      {commit.message.includes('\n') && body && (
        <div className={classes.body}>{body}</div>
      )}
      <KeyValue
        items={[
          [t('commitPage.title'), <ShortHash key="sha" hash={commit.sha} />],
          [
            t('commitPage.author'),
            <span key="author" title={commit.authorEmail}>
              {commit.authorName}, <RelativeTime time={commit.authoredAt} />
            </span>,
          ],
          [
            t('commitPage.committedBy'),
            commit.committerEmail === commit.authorEmail ? undefined : (
              <span key="committer" title={commit.committerEmail}>
                {commit.committerName},{' '}
                <RelativeTime time={commit.committedAt} />
              </span>
            ),
          ],
          [
            commit.parents.length > 1
              ? t('commitPage.parents')
              : t('commitPage.parent'),
            commit.parents.length === 0 ? (
              t('commitPage.none')
            ) : (
              <span key="parents">
                {commit.parents.map(parent => (
                  <span key={parent} style={{ marginRight: 12 }}>
                    <ShortHash
                      hash={parent}
                      to={commitPath(repository, parent)}
                      plain
                    />
                  </span>
                ))}
              </span>
            ),
          ],
          [
            t('commitPage.filesThen'),
            <SafeLink key="files" to={filePath(repository, commit.sha)}>
              {t('commitPage.browse')}
            </SafeLink>,
          ],
        ]}
      />
      <div className={classes.sum}>
        <Sentence>
          {t('commitPage.changed', {
            files: t('commitPage.files', { count: commit.files.length }),
            more: commit.truncated ? t('commitPage.andMore') : '',
            added: (
              <span className={classes.added}>
                {t('commitPage.addedLines', { count: added })}
              </span>
            ),
            removed: (
              <span className={classes.removed}>
                {t('commitPage.removed', { removed: String(removed) })}
              </span>
            ),
          })}
        </Sentence>
      </div>
      {commit.files.length > 1 && (
        <ul className={classes.files} aria-label={t('commitPage.changedFiles')}>
          {commit.files.map((file, index) => (
            <li key={file.path} style={{ overflowWrap: 'anywhere' }}>
              <a href={`#d${index}`} style={{ color: 'var(--dop-link)' }}>
                {file.path}
              </a>{' '}
              <span className={classes.added}>+{file.additions}</span>{' '}
              <span className={classes.removed}>−{file.deletions}</span>
            </li>
          ))}
        </ul>
      )}
      {commit.files.map((file, index) => (
        <ChangedFilePanel
          key={file.path}
          repository={repository}
          sha={commit.sha}
          file={file}
          anchor={`d${index}`}
          chosen={hash.slice(1)}
        />
      ))}
      {commit.truncated && <p>{t('commitPage.moreFiles')}</p>}
    </article>
  );
}
