import { memo } from 'react';
import { SafeLink } from '../links/SafeLink';
import { ansiPieces, plainText, type AnsiPiece } from './ansi';
import type { Translate } from '../translation';
import type { LogGroup, LogRow } from './LogDocument';
import { useLogStyles } from './useLogStyles';

export interface LogLineProps {
  /** Undefined while its text is being read again. */
  row: LogRow | undefined;
  chosen: boolean;
  wrap: boolean;
  /** Marks what was searched for. */
  search: string;
  /** Set where a group begins here. */
  group?: LogGroup;
  folded?: boolean;
  onFold?: () => void;
  onChoose: (line: number, extend: boolean) => void;
  t: Translate;
}

function styleOf(piece: AnsiPiece) {
  const lines = [
    piece.underline && 'underline',
    piece.strike && 'line-through',
  ].filter(Boolean);
  return {
    color: piece.color,
    background: piece.background,
    fontWeight: piece.bold ? 600 : undefined,
    fontStyle: piece.italic ? 'italic' : undefined,
    opacity: piece.dim ? 0.7 : undefined,
    textDecoration: lines.length > 0 ? lines.join(' ') : undefined,
  };
}

function Marked({ text, search }: { text: string; search: string }) {
  const at = search ? text.toLowerCase().indexOf(search.toLowerCase()) : -1;
  if (at < 0) {
    return <>{text}</>;
  }
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + search.length)}</mark>
      <Marked text={text.slice(at + search.length)} search={search} />
    </>
  );
}

function Line(props: LogLineProps) {
  const { row, chosen, wrap, search, group, folded, onFold, onChoose, t } =
    props;
  const classes = useLogStyles();
  if (!row) {
    return <div className={classes.line}>…</div>;
  }
  const endsGroup = /^(?:::|##\[)endgroup/.test(row.text);
  return (
    <div className={classes.line} data-chosen={chosen || undefined}>
      <a
        href={`#L${row.line}`}
        className={classes.number}
        aria-label={t('line', { line: String(row.line) })}
        onClick={event => {
          event.preventDefault();
          onChoose(row.line, event.shiftKey);
        }}
      >
        {row.continued ? '' : row.line}
      </a>
      {group ? (
        <button
          type="button"
          className={classes.group}
          aria-expanded={!folded}
          onClick={onFold}
        >
          <span aria-hidden>{folded ? '▸' : '▾'}</span>{' '}
          {plainText(group.title) || t('log.group')}
          {folded && (
            <span className={classes.soft}>
              {' '}
              {t('log.foldedLines', { count: group.to - group.from })}
            </span>
          )}
        </button>
      ) : (
        <span className={`${classes.text} ${wrap ? classes.wrap : ''}`}>
          {!endsGroup &&
            ansiPieces(row.text).map((piece, index) =>
              piece.href ? (
                <SafeLink key={index} to={piece.href}>
                  <Marked text={piece.text} search={search} />
                </SafeLink>
              ) : (
                <span key={index} style={styleOf(piece)}>
                  <Marked text={piece.text} search={search} />
                </span>
              ),
            )}
        </span>
      )}
    </div>
  );
}

/** One row of a log. */
export const LogLine = memo(Line);
