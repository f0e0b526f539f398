import { useLocation, useParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { CommitDetail } from '@dop/plugin-code-common';
import {
  countOf,
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
        title={`The commit ${sha.slice(0, 7)} could not be loaded`}
        onRetry={reload}
      />
    );
  }
  return value ? <Commit commit={value} /> : <Loading what="commit" />;
}

function Commit({ commit }: { commit: CommitDetail }) {
  const { repository } = useRepository();
  const classes = useStyles();
  const { hash } = useLocation();
  const body = commit.message.slice(commit.message.indexOf('\n') + 1).trim();
  const added = commit.files.reduce((sum, file) => sum + file.additions, 0);
  const removed = commit.files.reduce((sum, file) => sum + file.deletions, 0);
  return (
    <article>
      <h2 className={classes.title}>{commit.title || '(no message)'}</h2>
      {commit.message.includes('\n') && body && (
        <div className={classes.body}>{body}</div>
      )}
      <KeyValue
        items={[
          ['Commit', <ShortHash key="sha" hash={commit.sha} />],
          [
            'Author',
            <span key="author" title={commit.authorEmail}>
              {commit.authorName}, <RelativeTime time={commit.authoredAt} />
            </span>,
          ],
          [
            'Committed by',
            commit.committerEmail === commit.authorEmail ? undefined : (
              <span key="committer" title={commit.committerEmail}>
                {commit.committerName},{' '}
                <RelativeTime time={commit.committedAt} />
              </span>
            ),
          ],
          [
            commit.parents.length > 1 ? 'Parents' : 'Parent',
            commit.parents.length === 0 ? (
              'none'
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
            'Files then',
            <SafeLink key="files" to={filePath(repository, commit.sha)}>
              Browse
            </SafeLink>,
          ],
        ]}
      />
      <div className={classes.sum}>
        <Sentence>
          {countOf(commit.files.length, 'file')}
          {commit.truncated && ' and more'} changed,{' '}
          <span className={classes.added}>{countOf(added, 'line')} added</span>,{' '}
          <span className={classes.removed}>{removed} removed</span>.
        </Sentence>
      </div>
      {commit.files.length > 1 && (
        <ul className={classes.files} aria-label="Changed files">
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
      {commit.truncated && (
        <p>There are more files than are shown here. Clone to see them all.</p>
      )}
    </article>
  );
}
