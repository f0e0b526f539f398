import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { devopsReactTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      display: 'flex',
      flexDirection: 'column',
      alignItems: 'flex-start',
      gap: 8,
      padding: '24px 24px 28px',
      border: '1px dashed var(--dop-border-strong)',
      borderRadius: 8,
      color: 'var(--dop-text)',
      background: 'var(--dop-surface)',
    },
    title: { margin: 0, fontSize: '1rem', fontWeight: 600 },
    text: { margin: 0, color: 'var(--dop-text-soft)', maxWidth: '65ch' },
    button: { marginTop: 8 },
    example: {
      marginTop: 16,
      alignSelf: 'stretch',
      opacity: 0.75,
      '& > p': {
        margin: '0 0 8px',
        fontSize: '0.8rem',
        color: 'var(--dop-text-soft)',
      },
    },
  },
  { name: 'DopEmptyState' },
);

export interface EmptyStateProps {
  /** What is not there yet: `No runs yet`. */
  title: string;
  /** What this page is for. */
  children: ReactNode;
  /** The one thing that starts. */
  action?:
    | { label: string; to: string }
    | { label: string; onClick: () => void };
  /** How it will look with something in it: sample rows in the real table. */
  example?: ReactNode;
}

/** An example is to be looked at: no key and no click reaches it. */
function deaden(element: HTMLElement | null) {
  element?.setAttribute('inert', '');
}

/** Says what a page is for while there is nothing on it, and how to start. */
export function EmptyState({
  title,
  children,
  action,
  example,
}: EmptyStateProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const look = {
    className: classes.button,
    variant: 'contained',
    color: 'primary',
    size: 'small',
    disableElevation: true,
  } as const;
  return (
    <section className={classes.root}>
      <h2 className={classes.title}>{title}</h2>
      <p className={classes.text}>{children}</p>
      {action && 'to' in action && (
        <Button {...look} component={Link} to={action.to}>
          {action.label}
        </Button>
      )}
      {action && 'onClick' in action && (
        <Button {...look} onClick={action.onClick}>
          {action.label}
        </Button>
      )}
      {example && (
        <div className={classes.example} ref={deaden} aria-hidden>
          <p>{t('emptyState.example')}</p>
          {example}
        </div>
      )}
    </section>
  );
}
