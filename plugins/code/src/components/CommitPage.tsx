import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { CommitDetail } from '@dop/plugin-code-common';
import {
  ErrorState,
  KeyValue,
  Loading,
  RelativeTime,
  SafeLink,
  ShortHash,
  useLoad,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { commitPath, filePath } from '../links';
import { ChangedFiles } from './ChangedFiles';
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
  const api = useApi(codeApiRef);
  const classes = useStyles();
  const body = commit.message.slice(commit.message.indexOf('\n') + 1).trim();
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
      <ChangedFiles
        sha={commit.sha}
        files={commit.files}
        truncated={commit.truncated}
        onLoad={async path => {
          const { namespace, name } = repository;
          const { files } = await api.commit(namespace, name, commit.sha, path);
          return files[0];
        }}
      />
    </article>
  );
}
