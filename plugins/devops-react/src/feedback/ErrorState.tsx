import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { color, monospaceFamily } from '../tokens/tokens';
import { CopyButton } from '../format/CopyButton';
import { devopsReactTranslationRef } from '../translation';
import { useDescribedError } from './useDescribedError';

const useStyles = makeStyles(
  {
    root: {
      border: `1px solid ${color('red')}`,
      borderLeftWidth: 4,
      borderRadius: 6,
      background: 'var(--dop-surface)',
      padding: '12px 16px',
      maxWidth: 760,
      color: 'var(--dop-text)',
    },
    title: { margin: 0, fontSize: '0.95rem', fontWeight: 600 },
    text: { margin: '4px 0 0', overflowWrap: 'anywhere' },
    soft: { color: 'var(--dop-text-soft)' },
    actions: { display: 'flex', gap: 8, marginTop: 12, alignItems: 'center' },
    details: {
      marginTop: 8,
      fontSize: '0.8rem',
      '& summary': { cursor: 'pointer', color: 'var(--dop-text-soft)' },
      '& pre': {
        fontFamily: monospaceFamily,
        whiteSpace: 'pre-wrap',
        overflowWrap: 'anywhere',
        margin: '8px 0 0',
      },
    },
  },
  { name: 'DopErrorState' },
);

export interface ErrorStateProps {
  error: unknown;
  /** What could not be done: `The run could not be loaded`. */
  title?: string;
  onRetry?: () => void;
  children?: ReactNode;
}

/** What happened, where, and what to do; details to copy for a report. */
export function ErrorState({
  error,
  title,
  onRetry,
  children,
}: ErrorStateProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const { what, where, advice, details } = useDescribedError(error);
  return (
    <div className={classes.root} role="alert">
      <h3 className={classes.title}>{title ?? what}</h3>
      {title && <p className={classes.text}>{what}</p>}
      <p className={`${classes.text} ${classes.soft}`}>{advice}</p>
      {children}
      <details className={classes.details}>
        <summary>
          {where
            ? t('errorState.detailsOf', { where })
            : t('errorState.details')}
        </summary>
        <pre>{details}</pre>
        <CopyButton text={details} what={t('copy.details')} />
      </details>
      {onRetry && (
        <div className={classes.actions}>
          <Button variant="outlined" size="small" onClick={onRetry}>
            {t('errorState.retry')}
          </Button>
        </div>
      )}
    </div>
  );
}
