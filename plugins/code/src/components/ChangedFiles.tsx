import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useLocation } from 'react-router-dom';
import { makeStyles } from '@material-ui/core/styles';
import type { ChangedFile } from '@dop/plugin-code-common';
import { Sentence } from '@dop/plugin-devops-react';
import { ChangedFilePanel } from './ChangedFilePanel';
import { useRepository } from './RepositoryFrame';
import { codeTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    sum: { margin: '16px 0' },
    files: { margin: '0 0 16px', padding: 0, listStyle: 'none' },
    added: { color: 'var(--dop-green)' },
    removed: { color: 'var(--dop-red)' },
  },
  { name: 'DopChangedFiles' },
);

/** What a commit or a branch changed: in one sentence, as a list, line by line. */
export function ChangedFiles(props: {
  /** The commit with which the files are as they were left. */
  sha: string;
  files: ChangedFile[];
  /** Whether there are more files than are given. */
  truncated: boolean;
  /** Fetches the patch of a file whose patch is too large for one answer. */
  onLoad: (path: string) => Promise<ChangedFile | undefined>;
}) {
  const { sha, files, truncated, onLoad } = props;
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const classes = useStyles();
  const { hash } = useLocation();
  const added = files.reduce((sum, file) => sum + file.additions, 0);
  const removed = files.reduce((sum, file) => sum + file.deletions, 0);
  return (
    <>
      <div className={classes.sum}>
        <Sentence>
          {t('changedFiles.changed', {
            files: t('changedFiles.files', { count: files.length }),
            more: truncated ? t('changedFiles.andMore') : '',
            added: (
              <span className={classes.added}>
                {t('changedFiles.addedLines', { count: added })}
              </span>
            ),
            removed: (
              <span className={classes.removed}>
                {t('changedFiles.removed', { removed: String(removed) })}
              </span>
            ),
          })}
        </Sentence>
      </div>
      {files.length > 1 && (
        <ul className={classes.files} aria-label={t('changedFiles.title')}>
          {files.map((file, index) => (
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
      {files.map((file, index) => (
        <ChangedFilePanel
          // A file that is another one by now is shown anew.
          key={`${sha} ${file.path}`}
          repository={repository}
          sha={sha}
          file={file}
          onLoad={onLoad}
          anchor={`d${index}`}
          chosen={hash.slice(1)}
        />
      ))}
      {truncated && <p>{t('changedFiles.moreFiles')}</p>}
    </>
  );
}
