import type { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { GlobalTokens } from '@dop/plugin-devops-react';

const useStyles = makeStyles(
  theme => ({
    root: {
      minHeight: '100vh',
      display: 'flex',
      flexDirection: 'column',
      alignItems: 'center',
      justifyContent: 'center',
      padding: '32px 16px 64px',
      boxSizing: 'border-box',
      background: 'var(--dop-surface-sunken)',
      color: 'var(--dop-text)',
      fontSize: '0.875rem',
      lineHeight: 1.5,
      [theme.breakpoints.down('xs')]: {
        justifyContent: 'flex-start',
        paddingTop: 40,
      },
    },
    brand: {
      display: 'flex',
      alignItems: 'center',
      gap: 12,
      marginBottom: 24,
      fontSize: '1.15rem',
      fontWeight: 650,
      letterSpacing: '0.02em',
    },
    card: {
      width: '100%',
      maxWidth: 416,
      boxSizing: 'border-box',
      padding: '28px 32px 32px',
      border: '1px solid var(--dop-border)',
      borderRadius: 12,
      background: 'var(--dop-surface)',
      boxShadow: '0 1px 2px rgba(0,0,0,0.04), 0 8px 24px rgba(0,0,0,0.06)',
      [theme.breakpoints.down('xs')]: { padding: '24px 20px 28px' },
    },
    title: {
      margin: '0 0 4px',
      fontSize: '1.3rem',
      fontWeight: 650,
      letterSpacing: '-0.01em',
    },
    lead: { margin: '0 0 20px', color: 'var(--dop-text-soft)' },
    note: {
      maxWidth: 416,
      margin: '20px 0 0',
      textAlign: 'center',
      color: 'var(--dop-text-soft)',
    },
  }),
  { name: 'DopEntryFrame' },
);

export interface EntryFrameProps {
  title: string;
  lead?: ReactNode;
  /** Below the card: the other ways in. */
  note?: ReactNode;
  children?: ReactNode;
}

/** What the portal looks like before somebody is signed in. */
export function EntryFrame({ title, lead, note, children }: EntryFrameProps) {
  const classes = useStyles();
  return (
    <>
      <GlobalTokens />
      <main className={classes.root}>
        <div className={classes.brand}>
          <Mark />
          DOP
        </div>
        <section className={classes.card}>
          <h1 className={classes.title}>{title}</h1>
          {lead && <p className={classes.lead}>{lead}</p>}
          {children}
        </section>
        {note && <p className={classes.note}>{note}</p>}
      </main>
    </>
  );
}

/** The portal's mark: steps and their links. */
function Mark() {
  return (
    <svg width="36" height="36" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#1a63c7" />
      <path
        d="M9 16h14M16 16V9.5h6"
        fill="none"
        stroke="#fff"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="8.5" cy="16" r="3.2" fill="#fff" />
      <circle cx="16" cy="16" r="3.2" fill="#fff" />
      <circle cx="23.5" cy="9.5" r="3.2" fill="#8be0a8" />
      <circle cx="23.5" cy="16" r="3.2" fill="#fff" />
    </svg>
  );
}
