import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Chip from '@material-ui/core/Chip';
import InputBase from '@material-ui/core/InputBase';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import ExpandIcon from '@material-ui/icons/ExpandMore';
import { makeStyles } from '@material-ui/core/styles';
import { useKeys } from '../keys/useKeys';
import { devopsReactTranslationRef } from '../translation';
import { SavedViews } from './SavedViews';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: 8,
      alignItems: 'center',
      marginBottom: 12,
    },
    search: {
      flex: '0 1 260px',
      height: 32,
      padding: '0 12px',
      border: '1px solid var(--dop-border)',
      borderRadius: 16,
      background: 'var(--dop-surface)',
      fontSize: '0.875rem',
      '&:focus-within': { borderColor: 'var(--dop-link)' },
      [theme.breakpoints.down('xs')]: { flex: '1 1 100%' },
    },
    // MUI's chip would bring its own margin from Backstage's theme.
    chip: {
      margin: 0,
      background: 'var(--dop-surface)',
      color: 'var(--dop-text)',
      borderColor: 'var(--dop-border)',
    },
    active: {
      background: 'var(--dop-blue-soft)',
      borderColor: 'var(--dop-blue)',
    },
    end: { marginLeft: 'auto', display: 'flex', gap: 8, alignItems: 'center' },
  }),
  { name: 'DopFilterChips' },
);

export interface FilterDefinition {
  /** Name in the address. */
  param: string;
  label: string;
  options: { value: string; label: string; icon?: ReactNode }[];
}

export interface FilterChipsProps {
  filters?: FilterDefinition[];
  /** A field for free text, kept in the address too. */
  search?: { param?: string; placeholder: string };
  /**
   * Name of the list under which people save views of it: filters with a name.
   * Without it there is no menu of views.
   */
  views?: string;
  /** At the right end: a count, a button. */
  children?: ReactNode;
}

/** Filters as chips, kept in the address so that a filtered list can be sent. */
export function FilterChips({
  filters = [],
  search,
  views,
  children,
}: FilterChipsProps) {
  const classes = useStyles();
  return (
    <div className={classes.root} role="search">
      {search && <SearchField {...search} className={classes.search} />}
      {filters.map(filter => (
        <FilterChip key={filter.param} {...filter} />
      ))}
      {views && <SavedViews list={views} className={classes.chip} />}
      {children && <span className={classes.end}>{children}</span>}
    </div>
  );
}

function SearchField(props: {
  param?: string;
  placeholder: string;
  className: string;
}) {
  const { param = 'search', placeholder, className } = props;
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const [params, setParams] = useSearchParams();
  const inAddress = params.get(param) ?? '';
  const [text, setText] = useState(inAddress);
  const sent = useRef(inAddress);
  const input = useRef<HTMLInputElement>(null);
  useKeys({
    '/': { label: t('table.searchList'), run: () => input.current?.focus() },
  });
  useEffect(() => {
    // The address changed by itself (back, a link): follow it.
    if (inAddress !== sent.current) {
      sent.current = inAddress;
      setText(inAddress);
    }
  }, [inAddress]);
  useEffect(() => {
    if (text === sent.current) {
      return undefined;
    }
    const timer = setTimeout(() => {
      sent.current = text;
      setParams(
        previous => {
          const next = new URLSearchParams(previous);
          if (text) {
            next.set(param, text);
          } else {
            next.delete(param);
          }
          return next;
        },
        { replace: true },
      );
    }, 200);
    return () => clearTimeout(timer);
  }, [text, param, setParams]);
  return (
    <InputBase
      className={className}
      inputRef={input}
      value={text}
      placeholder={placeholder}
      inputProps={{ 'aria-label': placeholder, type: 'search' }}
      onChange={event => setText(event.target.value)}
    />
  );
}

function FilterChip({ param, label, options }: FilterDefinition) {
  const classes = useStyles();
  const [params, setParams] = useSearchParams();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const value = params.get(param) ?? undefined;
  const known = options.find(option => option.value === value);
  const choose = (next: string | undefined) => {
    setAnchor(undefined);
    setParams(previous => {
      const changed = new URLSearchParams(previous);
      if (next === undefined) {
        changed.delete(param);
      } else {
        changed.set(param, next);
      }
      return changed;
    });
  };
  return (
    <>
      <Chip
        size="medium"
        variant="outlined"
        className={`${classes.chip} ${value ? classes.active : ''}`}
        label={value ? `${label}: ${known?.label ?? value}` : label}
        aria-haspopup="menu"
        onClick={event => setAnchor(event.currentTarget)}
        onDelete={
          value
            ? () => choose(undefined)
            : event => setAnchor(event.currentTarget.parentElement)
        }
        deleteIcon={value ? undefined : <ExpandIcon />}
      />
      <Menu
        anchorEl={anchor}
        open={Boolean(anchor)}
        onClose={() => setAnchor(undefined)}
        getContentAnchorEl={null}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
      >
        {options.map(option => (
          <MenuItem
            key={option.value}
            dense
            selected={option.value === value}
            onClick={() => choose(option.value)}
          >
            {option.icon && (
              <span style={{ marginRight: 8, display: 'inline-flex' }}>
                {option.icon}
              </span>
            )}
            {option.label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}

/** The values that `FilterChips` keeps in the address. */
export function useFilters<Name extends string>(
  ...names: Name[]
): Partial<Record<Name, string>> {
  const [params] = useSearchParams();
  return Object.fromEntries(
    names.flatMap(name => {
      const value = params.get(name);
      return value ? [[name, value]] : [];
    }),
  ) as Partial<Record<Name, string>>;
}
