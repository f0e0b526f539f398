import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEffect, useRef, useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type { ChangedFile, Repository } from '@dop/plugin-code-common';
import { ErrorState, SafeLink } from '@dop/plugin-devops-react';
import { DiffView } from '../diff/DiffView';
import { filePath } from '../links';
import { codeTranslationRef } from '../translation';

/** Generated files and long changes are opened by hand. */
const folded = /(^|\/)(yarn\.lock|package-lock\.json|pnpm-lock\.yaml|go\.sum)$/;
const openLines = 1_500;

const useStyles = makeStyles(
  {
    root: {
      border: '1px solid var(--dop-border)',
      borderRadius: 6,
      margin: '0 0 16px',
      overflow: 'hidden',
    },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: '4px 12px',
      padding: '6px 12px',
      background: 'var(--dop-surface-sunken)',
      borderBottom: '1px solid var(--dop-border)',
    },
    path: { flex: '1 1 240px', minWidth: 0, overflowWrap: 'anywhere' },
    soft: { color: 'var(--dop-text-soft)' },
    note: { padding: 12, color: 'var(--dop-text-soft)' },
  },
  { name: 'DopChangedFile' },
);

/** What a commit or a branch did to one file. */
export function ChangedFilePanel(props: {
  repository: Repository;
  /** The commit with which the file is as it was left. */
  sha: string;
  file: ChangedFile;
  /** Fetches the patch of a file whose patch is too large for one answer. */
  onLoad: (path: string) => Promise<ChangedFile | undefined>;
  /** Its place on the page, `d3`. */
  anchor: string;
  /** What the address names. */
  chosen: string;
}) {
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository, sha, file, onLoad, anchor, chosen } = props;
  const classes = useStyles();
  const root = useRef<HTMLElement>(null);
  const named = new RegExp(`^${anchor}([LR]\\d+)?$`).test(chosen);
  const [open, setOpen] = useState(
    named ||
      (!folded.test(file.path) && file.additions + file.deletions <= openLines),
  );
  const [patch, setPatch] = useState(file.patch);
  const [error, setError] = useState<unknown>();

  useEffect(() => {
    if (named) {
      const line = document.getElementById(chosen) ?? root.current;
      line?.scrollIntoView?.({ block: 'center' });
    }
  }, [named, chosen]);

  async function load() {
    setError(undefined);
    try {
      setPatch((await onLoad(file.path))?.patch ?? '');
      setOpen(true);
    } catch (reason) {
      setError(reason);
    }
  }

  return (
    <section ref={root} id={anchor} className={classes.root}>
      <div className={classes.head}>
        <span className={classes.path}>
          {file.oldPath && (
            <span className={classes.soft}>{file.oldPath} → </span>
          )}
          {file.status === 'deleted' ? (
            file.path
          ) : (
            <SafeLink quiet to={filePath(repository, sha, file.path)}>
              {file.path}
            </SafeLink>
          )}
        </span>
        <span className={classes.soft}>
          {t(`changedFilePanel.words.${file.status}`)}
        </span>
        {!file.binary && (
          <span>
            <span style={{ color: 'var(--dop-green)' }}>+{file.additions}</span>{' '}
            <span style={{ color: 'var(--dop-red)' }}>−{file.deletions}</span>
          </span>
        )}
        {patch !== undefined && (
          <Button size="small" onClick={() => setOpen(!open)}>
            {open ? t('changedFilePanel.fold') : t('changedFilePanel.show')}
          </Button>
        )}
      </div>
      {error !== undefined && (
        <ErrorState error={error} title={t('changedFilePanel.loadFailed')} />
      )}
      {file.binary && (
        <div className={classes.note}>{t('changedFilePanel.notText')}</div>
      )}
      {!file.binary && patch === undefined && (
        <div className={classes.note}>
          {t('changedFilePanel.long', {
            button: (
              <Button size="small" variant="outlined" onClick={load}>
                {t('changedFilePanel.showIt')}
              </Button>
            ),
          })}
        </div>
      )}
      {!file.binary && patch !== undefined && open && (
        <DiffView patch={patch} anchor={anchor} chosen={chosen} />
      )}
    </section>
  );
}
