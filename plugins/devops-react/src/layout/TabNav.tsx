import { useEffect, useRef } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { Link, type LinkProps } from 'react-router-dom';
import { devopsReactTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      display: 'flex',
      gap: 4,
      borderBottom: '1px solid var(--dop-border)',
      overflowX: 'auto',
      scrollbarWidth: 'none',
      // Says that there is more to the side.
      '&[data-more=end]': {
        maskImage: 'linear-gradient(to left, transparent, #000 40px)',
      },
      '&[data-more=start]': {
        maskImage: 'linear-gradient(to right, transparent, #000 40px)',
      },
      '&[data-more=both]': {
        maskImage:
          'linear-gradient(to right, transparent, #000 40px, #000 calc(100% - 40px), transparent)',
      },
    },
    tab: {
      padding: '8px 12px',
      borderBottom: '2px solid transparent',
      color: 'var(--dop-text-soft)',
      textDecoration: 'none',
      whiteSpace: 'nowrap',
      fontWeight: 500,
      '&:hover': { color: 'var(--dop-text)' },
      '&:focus-visible': {
        outline: '2px solid var(--dop-link)',
        outlineOffset: -2,
        borderRadius: 4,
      },
    },
    active: {
      color: 'var(--dop-text)',
      borderBottomColor: 'var(--dop-link)',
    },
    count: { marginLeft: 6, color: 'var(--dop-text-soft)', fontWeight: 400 },
  },
  { name: 'DopTabNav' },
);

export interface TabNavProps {
  label: string;
  tabs: {
    id: string;
    to: LinkProps['to'];
    label: string;
    count?: number;
    active: boolean;
  }[];
  /** Changing the tab is no step to go back from. */
  replace?: boolean;
}

/**
 * Tabs that are links. Where they don't fit they scroll, the chosen one is in
 * sight, and the side fades where there are more.
 */
export function TabNav({ label, tabs, replace }: TabNavProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const nav = useRef<HTMLElement>(null);
  const active = tabs.find(tab => tab.active)?.id;
  useEffect(() => {
    const element = nav.current;
    const chosen = element?.querySelector<HTMLElement>('[aria-current]');
    if (element && chosen) {
      // Not scrollIntoView, which would move the page as well.
      const { offsetLeft, offsetWidth } = chosen;
      const start = offsetLeft - element.offsetLeft;
      const room = element.clientWidth - offsetWidth;
      element.scrollLeft = Math.max(0, start - room / 2);
    }
  }, [active, tabs.length]);
  useEffect(() => {
    const element = nav.current;
    if (!element) {
      return undefined;
    }
    const look = () => {
      const { scrollLeft, scrollWidth, clientWidth } = element;
      const start = scrollLeft > 1;
      const end = scrollLeft + clientWidth < scrollWidth - 1;
      element.dataset.more = moreAt(start, end);
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      element.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  }, [tabs.length, active]);
  return (
    <nav className={classes.root} aria-label={label} ref={nav}>
      {tabs.map(tab => (
        <Link
          key={tab.id}
          to={tab.to}
          replace={replace}
          className={`${classes.tab} ${tab.active ? classes.active : ''}`}
          aria-current={tab.active ? 'page' : undefined}
        >
          {tab.label}
          {tab.count !== undefined && (
            <span className={classes.count}>
              {t('count', { value: tab.count })}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}

function moreAt(start: boolean, end: boolean): string {
  if (start && end) {
    return 'both';
  }
  if (start) {
    return 'start';
  }
  return end ? 'end' : 'none';
}
