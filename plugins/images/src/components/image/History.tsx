import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { monospaceFamily, RelativeTime } from '@dop/plugin-devops-react';
import type { ImageHistoryEntry } from '@dop/plugin-images-common';
import { readableCommand } from './readableCommand';
import { imagesTranslationRef } from '../../translation';

const useStyles = makeStyles(
  {
    root: {
      margin: 0,
      padding: 0,
      listStyle: 'none',
      border: '1px solid var(--dop-border)',
      borderRadius: 8,
      background: 'var(--dop-surface)',
      overflow: 'hidden',
    },
    entry: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: '2px 12px',
      justifyContent: 'space-between',
      padding: '8px 16px',
      '& + &': { borderTop: '1px solid var(--dop-border)' },
      '& code': {
        flex: '1 1 320px',
        minWidth: 0,
        fontFamily: monospaceFamily,
        fontSize: '0.8rem',
        overflowWrap: 'anywhere',
      },
    },
    soft: { color: 'var(--dop-text-soft)', fontSize: '0.8rem' },
  },
  { name: 'DopImageHistory' },
);

/** The commands that made an image, oldest first, as its configuration tells. */
export function History({ entries }: { entries: ImageHistoryEntry[] }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const classes = useStyles();
  return (
    <ol className={classes.root}>
      {entries.map((entry, index) => (
        <li key={index} className={classes.entry}>
          <code title={entry.createdBy}>
            {entry.createdBy
              ? readableCommand(entry.createdBy)
              : entry.comment || t('history.notTold')}
          </code>
          <span className={classes.soft}>
            {entry.empty && t('history.noLayer')}
            {entry.created && <RelativeTime time={entry.created} />}
          </span>
        </li>
      ))}
    </ol>
  );
}
