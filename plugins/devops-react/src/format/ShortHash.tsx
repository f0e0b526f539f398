import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { SafeLink } from '../links/SafeLink';
import { devopsReactTranslationRef } from '../translation';
import { CopyButton } from './CopyButton';
import { shortHash } from './format';
import { monospaceFamily } from '../tokens/tokens';

const useStyles = makeStyles(
  {
    root: {
      display: 'inline-flex',
      alignItems: 'center',
      whiteSpace: 'nowrap',
    },
    code: { fontFamily: monospaceFamily, fontSize: '0.92em' },
  },
  { name: 'DopShortHash' },
);

export interface ShortHashProps {
  /** Commit or digest, whole. */
  hash: string;
  to?: string;
  /** For the copy button: `commit`, `digest`. */
  what?: string;
  /** Leaves the copy button out, for tables. */
  plain?: boolean;
}

/** Seven characters of a commit or digest; the whole one on copy and hover. */
export function ShortHash({ hash, to, what, plain }: ShortHashProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const text = (
    <code className={classes.code} title={hash}>
      {shortHash(hash)}
    </code>
  );
  return (
    <span className={classes.root}>
      {to ? <SafeLink to={to}>{text}</SafeLink> : text}
      {!plain && (
        <CopyButton text={hash} what={what ?? t('copy.commit')} size={12} />
      )}
    </span>
  );
}
