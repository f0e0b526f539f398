import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { Link, useSearchParams } from 'react-router-dom';
import { devopsReactTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      display: 'flex',
      gap: 4,
      borderBottom: '1px solid var(--dop-border)',
      overflowX: 'auto',
      scrollbarWidth: 'none',
    },
    tab: {
      padding: '8px 12px',
      borderBottom: '2px solid transparent',
      color: 'var(--dop-text-soft)',
      textDecoration: 'none',
      whiteSpace: 'nowrap',
      fontWeight: 500,
      '&:hover': { color: 'var(--dop-text)' },
    },
    active: {
      color: 'var(--dop-text)',
      borderBottomColor: 'var(--dop-link)',
    },
    count: { marginLeft: 6, color: 'var(--dop-text-soft)', fontWeight: 400 },
  },
  { name: 'DopTabBar' },
);

export interface TabBarProps<Id extends string> {
  label: string;
  /** Name in the address; `tab` unless told. */
  param?: string;
  tabs: { id: Id; label: string; count?: number }[];
  /** Parameters that must go when the tab changes. */
  drops?: string[];
}

/** The chosen tab is in the address, so that it can be linked to. */
export function useTab<Id extends string>(
  tabs: readonly Id[],
  param: string = 'tab',
): Id {
  const [params] = useSearchParams();
  const wanted = params.get(param);
  return tabs.find(id => id === wanted) ?? tabs[0];
}

/** Tabs of a part of a page; the first one is the default. */
export function TabBar<Id extends string>(props: TabBarProps<Id>) {
  const { label, param = 'tab', tabs, drops = [] } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const [params] = useSearchParams();
  const active = useTab(
    tabs.map(tab => tab.id),
    param,
  );
  return (
    <nav className={classes.root} aria-label={label}>
      {tabs.map((tab, index) => {
        const next = new URLSearchParams(params);
        drops.forEach(name => next.delete(name));
        if (index === 0) {
          next.delete(param);
        } else {
          next.set(param, tab.id);
        }
        return (
          <Link
            key={tab.id}
            to={{ search: next.toString() }}
            replace
            className={`${classes.tab} ${
              tab.id === active ? classes.active : ''
            }`}
            aria-current={tab.id === active ? 'page' : undefined}
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className={classes.count}>
                {t('count', { value: tab.count })}
              </span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}
