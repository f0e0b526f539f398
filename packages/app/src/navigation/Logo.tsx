import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from 'react-router-dom';
import { makeStyles } from '@material-ui/core/styles';
import { useSidebarOpenState } from '@backstage/core-components';
import { portalTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      display: 'flex',
      alignItems: 'center',
      gap: 12,
      height: 56,
      padding: '0 20px',
      color: '#fff',
      textDecoration: 'none',
      fontWeight: 700,
      fontSize: '1.1rem',
      letterSpacing: '0.04em',
    },
  },
  { name: 'DopLogo' },
);

/** Four steps and their links: the portal's mark. */
export function Logo() {
  const { t } = useTranslationRef(portalTranslationRef);
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  return (
    <Link to="/" className={classes.root} aria-label={t('logo.dopHome')}>
      <svg width="32" height="32" viewBox="0 0 32 32" aria-hidden>
        <rect width="32" height="32" rx="8" fill="#1a63c7" />
        <path
          d="M9 16h6m2 0h6M16 16V9.5h6"
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
      {isOpen && t('logo.dop')}
    </Link>
  );
}
