import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useLineHash } from '../code/useLineHash';
import { ErrorState } from '../feedback/ErrorState';
import { formatBytes } from '../format/format';
import { useKeys } from '../keys/useKeys';
import { usePhone } from '../layout/usePhone';
import { devopsReactTranslationRef } from '../translation';
import { foldRows } from './folding';
import { LogLine } from './LogLine';
import { useLog, type LogSource } from './useLog';
import { useLogSearch } from './useLogSearch';
import { rowHeight, useLogStyles } from './useLogStyles';

/** Wrapped rows have to be measured one by one; that has an end. */
const mostWrapped = 20_000;

export interface LogViewerProps {
  source: LogSource;
  /** Size of the whole log, if known. */
  bytes?: number;
  /** The program is at work: follow its end. */
  live?: boolean;
  onDownload?: () => void;
  /** Said while there is nothing. */
  empty?: string;
  height?: number | string;
}

/**
 * A log: ANSI colours, live, searchable, of any size; every line can be linked
 * to by `#L12`.
 */
export function LogViewer(props: LogViewerProps) {
  const { source, bytes, live = false, onDownload, empty, height } = props;
  const classes = useLogStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const phone = usePhone();
  const log = useLog(source);
  const { document: text, need } = log;
  const { range, choose } = useLineHash();
  const [wrapWanted, setWrap] = useState<boolean>();
  const [follow, setFollow] = useState(live && !range);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const [query, setQuery] = useState('');
  const [grows] = useState(live);
  const scroll = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);

  const rowCount = text.rowCount;
  const groups = text.groups;
  const folding = useMemo(
    () => foldRows(rowCount, groups, folded),
    [rowCount, groups, folded],
  );
  const canWrap = folding.count <= mostWrapped;
  const wrap = (wrapWanted ?? phone) && canWrap;
  const search = useLogSearch(text, log.version, query, source);

  const virtualizer = useVirtualizer({
    count: wrap ? folding.count : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  });
  const [top, setTop] = useState(0);
  const [view, setView] = useState(600);
  useEffect(() => {
    const element = scroll.current;
    if (!element || typeof ResizeObserver === 'undefined') {
      return undefined;
    }
    const observer = new ResizeObserver(() => setView(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const places = wrap
    ? virtualizer
        .getVirtualItems()
        .map(({ index, start }) => ({ index, start }))
    : windowOf(folding.count, top, view);
  const firstRow = places.length > 0 ? folding.rowAt(places[0].index) : 0;
  const lastRow =
    places.length > 0 ? folding.rowAt(places[places.length - 1].index) : 0;
  useEffect(() => need(firstRow, lastRow), [need, firstRow, lastRow]);

  const show = useCallback(
    (row: number) => {
      const place = folding.placeOf(row);
      setFollow(false);
      if (wrap) {
        virtualizer.scrollToIndex(place, { align: 'center' });
      } else if (scroll.current) {
        scroll.current.scrollTop = place * rowHeight - view / 2;
      }
    },
    [folding, wrap, virtualizer, view],
  );

  // The line that the page was opened with comes into sight once it is read.
  const opened = useRef(range?.from);
  useEffect(() => {
    const row =
      opened.current === undefined ? undefined : text.rowOfLine(opened.current);
    // Read is not drawn yet: a place below the last row would not be reached.
    if (row !== undefined && row < rowCount) {
      opened.current = undefined;
      show(row);
    } else if (opened.current !== undefined && log.held) {
      log.readOn();
    }
  }, [text, log, rowCount, show]);
  useEffect(() => {
    if (search.row !== undefined) {
      show(search.row);
    }
    // Only when another match is chosen.
  }, [search.row, search.chosen, show]);
  useEffect(() => {
    const element = scroll.current;
    if (follow && element) {
      element.scrollTop = element.scrollHeight;
    }
  }, [follow, log.version, folding.count, wrap]);
  const { look } = log;
  useEffect(() => {
    if (!live) {
      look();
    }
  }, [live, look]);
  useKeys({
    '/': { label: t('log.search'), run: () => input.current?.focus() },
  });

  const groupAt = (row: number) => groups.find(group => group.from === row);
  const fold = (row: number) =>
    setFolded(previous => {
      const next = new Set(previous);
      if (!next.delete(row)) {
        next.add(row);
      }
      return next;
    });
  const allFolded = groups.length > 0 && folded.size === groups.length;

  return (
    <div
      className={classes.root}
      // A log that grows keeps its place from the beginning.
      style={{ [grows ? 'height' : 'maxHeight']: height ?? 520 }}
    >
      <div className={classes.bar}>
        <input
          ref={input}
          className={classes.search}
          type="search"
          placeholder={t('log.search')}
          aria-label={t('log.search')}
          value={query}
          onChange={event => setQuery(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter') {
              search.go(event.shiftKey ? -1 : 1);
            }
          }}
        />
        {query && (
          <span role="status">
            {search.count === 0
              ? t('log.notFound')
              : t(search.more ? 'log.matchOfMore' : 'log.match', {
                  chosen: search.chosen + 1,
                  all: search.count,
                })}
          </span>
        )}
        {groups.length > 0 && (
          <button
            type="button"
            className={classes.button}
            onClick={() =>
              setFolded(
                new Set(allFolded ? [] : groups.map(({ from }) => from)),
              )
            }
          >
            {allFolded ? t('log.unfoldAll') : t('log.foldAll')}
          </button>
        )}
        <button
          type="button"
          className={classes.button}
          aria-pressed={wrap}
          disabled={!canWrap}
          title={
            canWrap ? undefined : t('log.tooLongToWrap', { lines: mostWrapped })
          }
          onClick={() => setWrap(!wrap)}
        >
          {t('log.wrap')}
        </button>
        {(live || log.held) && (
          <button
            type="button"
            className={classes.button}
            aria-pressed={follow}
            onClick={() => {
              setFollow(!follow);
              log.readOn();
            }}
          >
            {t('log.follow')}
          </button>
        )}
        {onDownload && (
          <button type="button" className={classes.button} onClick={onDownload}>
            {bytes
              ? t('log.downloadSize', { size: formatBytes(bytes) })
              : t('log.download')}
          </button>
        )}
      </div>
      <div
        ref={scroll}
        className={classes.scroll}
        role="log"
        aria-label={t('log.log')}
        aria-live="off"
        onScroll={event => {
          const element = event.currentTarget;
          setTop(element.scrollTop);
          const below =
            element.scrollHeight - element.scrollTop - element.clientHeight;
          if (follow && below > 3 * rowHeight) {
            setFollow(false);
          } else if (!follow && live && below < 2) {
            setFollow(true);
          }
        }}
      >
        <div
          className={`${classes.rows} ${wrap ? classes.rowsWrapped : ''}`}
          style={{
            height: wrap
              ? virtualizer.getTotalSize()
              : folding.count * rowHeight,
          }}
        >
          {places.map(({ index, start }) => {
            const rowIndex = folding.rowAt(index);
            const row = text.row(rowIndex);
            const group = groupAt(rowIndex);
            return (
              <div
                key={index}
                data-index={index}
                ref={wrap ? virtualizer.measureElement : undefined}
                className={classes.placed}
                style={{ transform: `translateY(${start}px)` }}
              >
                <LogLine
                  row={row}
                  wrap={wrap}
                  search={query}
                  group={group}
                  folded={folded.has(rowIndex)}
                  onFold={group && (() => fold(rowIndex))}
                  chosen={Boolean(
                    row &&
                      range &&
                      row.line >= range.from &&
                      row.line <= range.to,
                  )}
                  onChoose={choose}
                  t={t}
                />
              </div>
            );
          })}
        </div>
      </div>
      {log.error !== undefined && (
        <div className={classes.note}>
          <ErrorState
            error={log.error}
            title={t('log.notRead')}
            onRetry={log.retry}
          />
        </div>
      )}
      {log.held && (
        <div className={classes.note}>
          {bytes
            ? t('log.soFarOf', {
                size: formatBytes(text.end),
                whole: formatBytes(bytes),
              })
            : t('log.soFar', { size: formatBytes(text.end) })}{' '}
          <button type="button" className={classes.button} onClick={log.readOn}>
            {t('log.readOn')}
          </button>
        </div>
      )}
      {rowCount === 0 && log.error === undefined && (
        <div className={classes.note} role="status">
          {log.reading
            ? t('log.reading')
            : empty ?? (live ? t('log.nothingYet') : t('log.empty'))}
        </div>
      )}
    </div>
  );
}

/** The rows in sight of a list whose rows all have one height. */
function windowOf(
  count: number,
  top: number,
  view: number,
): { index: number; start: number }[] {
  const from = Math.max(0, Math.floor(top / rowHeight) - 20);
  const to = Math.min(count, Math.ceil((top + view) / rowHeight) + 20);
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => ({
    index: from + at,
    start: (from + at) * rowHeight,
  }));
}
