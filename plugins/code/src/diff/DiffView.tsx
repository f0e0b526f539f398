import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { monospaceFamily } from '@dop/plugin-devops-react';
import { parsePatch, type DiffLine } from './parsePatch';
import { codeTranslationRef } from '../translation';

const useStyles = makeStyles(
  theme => ({
    scroll: { overflowX: 'auto' },
    table: {
      borderCollapse: 'collapse',
      width: '100%',
      fontFamily: monospaceFamily,
      fontSize: '0.75rem',
      lineHeight: '20px',
    },
    number: {
      width: 1,
      minWidth: 44,
      padding: '0 8px',
      textAlign: 'right',
      color: 'var(--dop-text-soft)',
      userSelect: 'none',
      verticalAlign: 'top',
      '& a': { color: 'inherit', textDecoration: 'none' },
      [theme.breakpoints.down('xs')]: { minWidth: 28, padding: '0 4px' },
    },
    mark: { width: 1, padding: '0 4px', userSelect: 'none' },
    text: {
      whiteSpace: 'pre',
      tabSize: 4,
      paddingRight: 12,
      [theme.breakpoints.down('xs')]: {
        whiteSpace: 'pre-wrap',
        overflowWrap: 'anywhere',
      },
    },
    added: { background: 'var(--dop-green-soft)' },
    removed: { background: 'var(--dop-red-soft)' },
    hunk: {
      background: 'var(--dop-surface-sunken)',
      color: 'var(--dop-text-soft)',
    },
    chosen: { boxShadow: 'inset 3px 0 0 var(--dop-blue)' },
  }),
  { name: 'DopDiffView' },
);

const marks = { added: '+', removed: '−', same: ' ', note: '\\' };

/** One file's changes, line by line; each line is a link. */
export function DiffView(props: {
  patch: string;
  /** Begins the names of the lines: `d3` for `#d3R12`. */
  anchor: string;
  /** The line that the address names. */
  chosen?: string;
}) {
  const { t } = useTranslationRef(codeTranslationRef);
  const { patch, anchor, chosen } = props;
  const classes = useStyles();
  const hunks = useMemo(() => parsePatch(patch), [patch]);
  if (hunks.length === 0) {
    return (
      <p style={{ margin: 0, padding: 12, color: 'var(--dop-text-soft)' }}>
        {t('diffView.onlyNameOrMode')}
      </p>
    );
  }
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        {hunks.map((hunk, index) => (
          <tbody key={index}>
            <tr className={classes.hunk}>
              <td className={classes.number} colSpan={2}>
                …
              </td>
              <td className={classes.mark} />
              <td className={classes.text}>{hunk.title}</td>
            </tr>
            {hunk.lines.map((line, at) => (
              <Line key={at} {...{ line, anchor, chosen }} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Line(props: { line: DiffLine; anchor: string; chosen?: string }) {
  const { line, anchor, chosen } = props;
  const classes = useStyles();
  const place = line.after === undefined ? `L${line.before}` : `R${line.after}`;
  const id = line.kind === 'note' ? undefined : `${anchor}${place}`;
  const look = [
    line.kind === 'added' && classes.added,
    line.kind === 'removed' && classes.removed,
    id && id === chosen && classes.chosen,
  ]
    .filter(Boolean)
    .join(' ');
  const number = (value: number | undefined) =>
    value !== undefined && <a href={`#${id}`}>{value}</a>;
  return (
    <tr id={id} className={look}>
      <td className={classes.number}>{number(line.before)}</td>
      <td className={classes.number}>{number(line.after)}</td>
      <td className={classes.mark} aria-label={line.kind}>
        {marks[line.kind]}
      </td>
      <td className={classes.text}>{line.text}</td>
    </tr>
  );
}
