import { Fragment, useEffect, useMemo, useRef } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { CopyButton } from '../format/CopyButton';
import { color, monospaceFamily } from '../tokens/tokens';
import { devopsReactTranslationRef } from '../translation';
import { highlightLines, languageOf } from './highlight';
import { useLineHash } from './useLineHash';

const useStyles = makeStyles(
  {
    root: {
      position: 'relative',
      fontFamily: monospaceFamily,
      fontSize: '0.8rem',
      lineHeight: '20px',
      color: 'var(--dop-text)',
      background: 'var(--dop-surface)',
      border: '1px solid var(--dop-border)',
      borderRadius: 8,
      overflow: 'hidden',
    },
    scroll: { overflow: 'auto', padding: '8px 0' },
    lines: { minWidth: 'max-content' },
    wrap: {
      minWidth: 0,
      '& code': { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
    },
    line: {
      display: 'flex',
      '&[data-chosen=true]': { background: 'var(--dop-selected)' },
    },
    number: {
      flex: 'none',
      width: '5ch',
      paddingRight: 12,
      textAlign: 'right',
      color: 'var(--dop-text-soft)',
      textDecoration: 'none',
      userSelect: 'none',
      opacity: 0.75,
      '&:hover': { color: 'var(--dop-link)', opacity: 1 },
    },
    code: {
      whiteSpace: 'pre',
      paddingRight: 48,
      paddingLeft: 4,
      flex: 1,
      minWidth: 0,
      '&:first-child': { paddingLeft: 12 },
    },
    copy: {
      position: 'absolute',
      top: 4,
      right: 0,
      paddingRight: 4,
      zIndex: 1,
      // Long lines pass below it.
      background: 'var(--dop-surface)',
      boxShadow: '-12px 0 8px -4px var(--dop-surface)',
    },
    note: {
      margin: '2px 12px 6px 5ch',
      padding: '6px 10px',
      borderLeft: '3px solid',
      fontFamily: 'system-ui, sans-serif',
      fontSize: '0.82rem',
      whiteSpace: 'normal',
      maxWidth: '90ch',
      color: 'var(--dop-text)',
    },
  },
  { name: 'DopCode' },
);

const kindColors: [RegExp, string][] = [
  [/^(keyword|literal|meta|tag|name|selector-tag)$/, 'var(--dop-code-keyword)'],
  [
    /^(string|regexp|addition|symbol|bullet|link|code)$/,
    'var(--dop-code-string)',
  ],
  [
    /^(number|attribute|template-variable|variable|deletion|subst)$/,
    'var(--dop-code-number)',
  ],
  [
    /^(title|attr|built_in|type|section|class|function)$/,
    'var(--dop-code-title)',
  ],
  [/^(comment|quote|doctag)$/, 'var(--dop-code-comment)'],
];

function colorOf(kind: string | undefined): string | undefined {
  return kind && kindColors.find(([names]) => names.test(kind))?.[1];
}

export interface CodeNote {
  /** Counted from 1. */
  line: number;
  severity: 'error' | 'warning' | 'information';
  text: string;
}

export interface CodeBlockProps {
  code: string;
  /** A name of highlight.js; or give `path` and it follows from that. */
  language?: string;
  path?: string;
  /** Numbers that can be linked to by `#L12`; on unless told. */
  lineNumbers?: boolean;
  /** Said under their lines: findings. */
  notes?: CodeNote[];
  wrap?: boolean;
  maxHeight?: number | string;
}

const noteColors = {
  error: 'red',
  warning: 'amber',
  information: 'blue',
} as const;

/** Code with colours, line numbers that are links, and notes in place. */
export function CodeBlock(props: CodeBlockProps) {
  const { code, path, notes = [], wrap, maxHeight, lineNumbers = true } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const language = props.language ?? (path ? languageOf(path) : undefined);
  const lines = useMemo(
    () => highlightLines(code.replace(/\n$/, ''), language),
    [code, language],
  );
  const { range, choose } = useLineHash();
  const root = useRef<HTMLDivElement>(null);
  // Only where the page was opened with a line; choosing one must not jump.
  const opened = useRef(lineNumbers ? range?.from : undefined);
  useEffect(() => {
    const line = root.current?.querySelector(`[data-line="${opened.current}"]`);
    line?.scrollIntoView?.({ block: 'center' });
  }, [lines]);
  return (
    <div className={classes.root} ref={root}>
      <span className={classes.copy}>
        <CopyButton text={code} what={t('copy.code')} />
      </span>
      <div className={classes.scroll} style={{ maxHeight }}>
        <div className={`${classes.lines} ${wrap ? classes.wrap : ''}`}>
          {lines.map((pieces, index) => {
            const number = index + 1;
            const chosen =
              lineNumbers &&
              range &&
              number >= range.from &&
              number <= range.to;
            return (
              <Fragment key={number}>
                <div
                  className={classes.line}
                  data-line={number}
                  data-chosen={chosen || undefined}
                >
                  {lineNumbers && (
                    <a
                      href={`#L${number}`}
                      className={classes.number}
                      aria-label={t('line', { line: String(number) })}
                      onClick={event => {
                        event.preventDefault();
                        choose(number, event.shiftKey);
                      }}
                    >
                      {number}
                    </a>
                  )}
                  <code className={classes.code}>
                    {pieces.map((piece, at) => (
                      <span key={at} style={{ color: colorOf(piece.kind) }}>
                        {piece.text}
                      </span>
                    ))}
                    {pieces.length === 0 && '\u200b'}
                  </code>
                </div>
                {notes
                  .filter(note => note.line === number)
                  .map(note => (
                    <div
                      key={note.text}
                      role="note"
                      className={classes.note}
                      style={{
                        borderColor: color(noteColors[note.severity]),
                        background: color(noteColors[note.severity], 'soft'),
                      }}
                    >
                      {note.text}
                    </div>
                  ))}
              </Fragment>
            );
          })}
        </div>
      </div>
    </div>
  );
}
