import { useEffect, useRef, useState } from 'react';
import { plainText } from './ansi';
import type { LogDocument } from './LogDocument';
import type { LogSource } from './useLog';

/** More matches than these are not counted. */
const mostMatches = 1000;
/** Rows that are looked through before the page may draw again. */
const batch = 5000;

export interface LogSearch {
  count: number;
  /** There may be more than are counted. */
  more: boolean;
  /** Which match is chosen, from 0. */
  chosen: number;
  /** Row of the chosen match, once one was asked for. */
  row: number | undefined;
  go: (step: 1 | -1) => void;
}

/** Finds a text in all rows that are known, those too whose text was dropped. */
export function useLogSearch(
  log: LogDocument,
  version: number,
  query: string,
  source: LogSource,
): LogSearch {
  const [rows, setRows] = useState<readonly number[]>([]);
  const [chosen, setChosen] = useState(0);
  const [asked, setAsked] = useState(false);
  const reached = useRef({ query: '', row: 0, log, found: [] as number[] });
  useEffect(() => {
    const state = reached.current;
    if (state.query !== query || state.log !== log) {
      reached.current = { query, row: 0, log, found: [] };
      setRows([]);
      setChosen(0);
      setAsked(Boolean(query));
    }
    if (!query) {
      return undefined;
    }
    const abort = new AbortController();
    const needle = query.toLowerCase();
    const scan = async () => {
      const place = reached.current;
      while (place.row < log.rowCount && place.found.length < mostMatches) {
        const to = Math.min(place.row + batch, log.rowCount);
        for (const { offset, limit } of log.missing(place.row, to)) {
          log.restore(await source.read(offset, limit, abort.signal));
        }
        if (abort.signal.aborted) {
          return;
        }
        for (; place.row < to; place.row += 1) {
          const row = log.row(place.row);
          if (row && plainText(row.text).toLowerCase().includes(needle)) {
            place.found.push(place.row);
          }
        }
        setRows([...place.found]);
        await new Promise(resolve => setTimeout(resolve));
      }
      // The last row may still grow: look at it again when more comes.
      place.row = Math.max(0, place.row - 1);
      place.found = place.found.filter(row => row < place.row);
    };
    const timer = setTimeout(() => scan().catch(() => undefined), 150);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [log, version, query, source]);
  return {
    count: rows.length,
    more: rows.length >= mostMatches,
    chosen: Math.min(chosen, Math.max(0, rows.length - 1)),
    row: asked ? rows[Math.min(chosen, rows.length - 1)] : undefined,
    go: step => {
      setAsked(true);
      setChosen(
        previous =>
          (previous + step + Math.max(rows.length, 1)) %
          Math.max(rows.length, 1),
      );
    },
  };
}
