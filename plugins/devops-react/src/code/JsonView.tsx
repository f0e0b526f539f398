import { useState, type ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { CopyButton } from '../format/CopyButton';
import { SafeLink } from '../links/SafeLink';
import { monospaceFamily } from '../tokens/tokens';
import { devopsReactTranslationRef, type Translate } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      position: 'relative',
      fontFamily: monospaceFamily,
      fontSize: '0.8rem',
      lineHeight: '20px',
      color: 'var(--dop-text)',
      overflowWrap: 'anywhere',
      paddingRight: 28,
    },
    copy: { position: 'absolute', right: 0, top: -4 },
    children: {
      borderLeft: '1px solid var(--dop-border)',
      marginLeft: 5,
      paddingLeft: 14,
    },
    name: { color: 'var(--dop-text-soft)' },
    toggle: {
      all: 'unset',
      cursor: 'pointer',
      '&:focus-visible': { outline: '2px solid var(--dop-link)' },
    },
    soft: { color: 'var(--dop-text-soft)' },
  },
  { name: 'DopJson' },
);

/** More entries than these are shown on request only. */
const atOnce = 100;

export interface JsonViewProps {
  value: unknown;
  /** Draws a value of one's own kind; undefined leaves it to the view. */
  renderValue?: (value: unknown) => ReactNode | undefined;
  /** Levels that are open at first; 2 unless told. */
  depth?: number;
}

/** JSON as a tree that opens and closes. */
export function JsonView({ value, renderValue, depth = 2 }: JsonViewProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  return (
    <div className={classes.root}>
      <span className={classes.copy}>
        <CopyButton text={JSON.stringify(value, undefined, 2)} what="JSON" />
      </span>
      <Value value={value} depth={depth} renderValue={renderValue} t={t} />
    </div>
  );
}

function Value(props: {
  name?: string;
  value: unknown;
  depth: number;
  renderValue: JsonViewProps['renderValue'];
  t: Translate;
}) {
  const { name, value, depth, renderValue, t } = props;
  const classes = useStyles();
  const [open, setOpen] = useState(depth > 0);
  const [limit, setLimit] = useState(atOnce);
  const label = name !== undefined && (
    <span className={classes.name}>{name}: </span>
  );
  const drawn = renderValue?.(value);
  if (drawn !== undefined) {
    return (
      <div>
        {label}
        {drawn}
      </div>
    );
  }
  if (typeof value !== 'object' || value === null) {
    return (
      <div>
        {label}
        <Scalar value={value} />
      </div>
    );
  }
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  const count = entries.length;
  const size = list ? t('json.items', { count }) : t('json.fields', { count });
  if (count === 0) {
    return (
      <div>
        {label}
        {list ? '[]' : '{}'}
      </div>
    );
  }
  return (
    <div>
      {(name !== undefined || depth <= 0) && (
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <span aria-hidden>{open ? '▾' : '▸'}</span> {label}
          <span className={classes.soft}>{size}</span>
        </button>
      )}
      {open && (
        <div className={name === undefined ? undefined : classes.children}>
          {entries.slice(0, limit).map(([key, child]) => (
            <Value
              key={key}
              name={key}
              value={child}
              depth={depth - 1}
              renderValue={renderValue}
              t={t}
            />
          ))}
          {count > limit && (
            <button
              type="button"
              className={classes.toggle}
              onClick={() => setLimit(limit + 10 * atOnce)}
            >
              <span className={classes.soft}>
                {t('json.more', { value: count - limit })}
              </span>
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Scalar({ value }: { value: unknown }) {
  if (typeof value === 'string') {
    return /^https?:\/\//.test(value) ? (
      <SafeLink to={value}>{value}</SafeLink>
    ) : (
      <span style={{ color: 'var(--dop-code-string)', whiteSpace: 'pre-wrap' }}>
        {JSON.stringify(value)}
      </span>
    );
  }
  return (
    <span style={{ color: 'var(--dop-code-number)' }}>{String(value)}</span>
  );
}
