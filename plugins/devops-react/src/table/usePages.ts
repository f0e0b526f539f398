import { useCallback, useEffect, useRef, useState } from 'react';

/** One page of the API; `nextCursor` is absent on the last one. */
interface CursorPage<Row> {
  items: Row[];
  nextCursor?: string;
}

export interface Pages<Row> {
  rows: readonly Row[];
  error: unknown;
  /** The first page is on its way and nothing is there to show. */
  loading: boolean;
  loadingMore: boolean;
  hasMore: boolean;
  loadMore: () => void;
  reload: () => void;
  /** Changes rows in place, for live messages. */
  update: (change: (rows: readonly Row[]) => readonly Row[]) => void;
}

/**
 * A cursor-paged list. `key` stands for the filter: a new one starts anew, and
 * late answers to the old one are dropped. The rows stay in sight meanwhile.
 */
export function usePages<Row>(
  key: string,
  load: (cursor: string | undefined) => Promise<CursorPage<Row>>,
): Pages<Row> {
  const latest = useRef(load);
  latest.current = load;
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [cursor, setCursor] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [phase, setPhase] = useState<'first' | 'more' | 'idle'>('first');
  const [round, setRound] = useState(0);
  const generation = useRef(0);
  useEffect(() => {
    generation.current += 1;
    const mine = generation.current;
    setPhase('first');
    latest.current(undefined).then(
      page => {
        if (mine === generation.current) {
          setRows(page.items);
          setCursor(page.nextCursor);
          setError(undefined);
          setPhase('idle');
        }
      },
      caught => {
        if (mine === generation.current) {
          setError(caught);
          setPhase('idle');
        }
      },
    );
  }, [key, round]);
  const loadMore = useCallback(() => {
    const mine = generation.current;
    setPhase('more');
    latest.current(cursor).then(
      page => {
        if (mine === generation.current) {
          setRows(previous => [...previous, ...page.items]);
          setCursor(page.nextCursor);
          setPhase('idle');
        }
      },
      caught => {
        if (mine === generation.current) {
          setError(caught);
          setPhase('idle');
        }
      },
    );
  }, [cursor]);
  const reload = useCallback(() => setRound(count => count + 1), []);
  return {
    rows,
    error,
    loading: phase === 'first' && rows.length === 0,
    loadingMore: phase === 'more',
    hasMore: cursor !== undefined,
    loadMore,
    reload,
    update: setRows,
  };
}
