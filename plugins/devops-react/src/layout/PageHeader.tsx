import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { SafeLink } from '../links/SafeLink';
import { devopsReactTranslationRef } from '../translation';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexDirection: 'column',
      gap: 6,
      marginBottom: 16,
    },
    crumbs: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: 6,
      fontSize: '0.8rem',
      color: 'var(--dop-text-soft)',
    },
    row: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: '8px 16px',
      alignItems: 'center',
      minHeight: 36,
    },
    title: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: 10,
      // As wide as it is: a short name leaves room for the buttons on a phone.
      flex: '1 1 auto',
      minWidth: 0,
      margin: 0,
      fontSize: '1.4rem',
      fontWeight: 650,
      lineHeight: 1.25,
      letterSpacing: '-0.01em',
      color: 'var(--dop-text)',
      overflowWrap: 'anywhere',
      [theme.breakpoints.down('xs')]: { fontSize: '1.2rem' },
    },
    unseen: {
      position: 'absolute',
      width: 1,
      height: 1,
      margin: -1,
      overflow: 'hidden',
      clipPath: 'inset(50%)',
      whiteSpace: 'nowrap',
    },
    lead: { flex: '1 1 0', minWidth: 'min(100%, 240px)' },
    actions: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: 8,
      alignItems: 'center',
    },
    facts: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: '4px 16px',
      alignItems: 'center',
      color: 'var(--dop-text-soft)',
      fontSize: '0.875rem',
    },
  }),
  { name: 'DopPageHeader' },
);

export interface PageHeaderProps {
  title: ReactNode;
  /**
   * Where a tab or Backstage's header shows the name already: the sentence
   * leads, and the name is there for those who don't see it.
   */
  titleHidden?: boolean;
  /** The way back, outermost first. */
  crumbs?: { label: string; to: string }[];
  /** Buttons, the main one first. */
  actions?: ReactNode;
  /** Small facts under the title: commit, branch, who, when. */
  facts?: ReactNode;
  /** The page's first line; use `Sentence`. */
  children?: ReactNode;
}

/** Name of the page, the ways out of it, its facts and its sentence. */
export function PageHeader(props: PageHeaderProps) {
  const { title, titleHidden, crumbs, actions, facts, children } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  if (titleHidden && !crumbs && !actions && !facts && !children) {
    return <h1 className={classes.unseen}>{title}</h1>;
  }
  return (
    <header className={classes.root}>
      {crumbs && (
        <nav className={classes.crumbs} aria-label={t('pageHeader.crumbs')}>
          {crumbs.map(crumb => (
            <span key={crumb.to}>
              <SafeLink to={crumb.to}>{crumb.label}</SafeLink> /
            </span>
          ))}
        </nav>
      )}
      <div className={classes.row}>
        <h1 className={titleHidden ? classes.unseen : classes.title}>
          {title}
        </h1>
        {titleHidden && <div className={classes.lead}>{children}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {facts && <div className={classes.facts}>{facts}</div>}
      {!titleHidden && children}
    </header>
  );
}
