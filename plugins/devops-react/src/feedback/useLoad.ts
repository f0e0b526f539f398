import { useCallback, useEffect, useRef, useState } from 'react';

export interface Loaded<T> {
  /** Stays while a newer value is fetched, so that nothing jumps. */
  value: T | undefined;
  error: unknown;
  loading: boolean;
  reload: () => void;
  /** For answers of writes and live messages. */
  setValue: (value: T) => void;
}

/**
 * Fetches something when the page opens and whenever `key` changes. A late
 * answer to an earlier key is dropped.
 */
export function useLoad<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const latest = useRef(load);
  latest.current = load;
  const [state, setState] = useState<{
    key: string;
    value?: T;
    error?: unknown;
    loading: boolean;
  }>({ key, loading: true });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let current = true;
    setState(previous => ({
      key,
      value: previous.key === key ? previous.value : undefined,
      error: undefined,
      loading: true,
    }));
    latest.current().then(
      value => current && setState({ key, value, loading: false }),
      error =>
        current &&
        setState(previous => ({ ...previous, error, loading: false })),
    );
    return () => {
      current = false;
    };
  }, [key, round]);
  const reload = useCallback(() => setRound(count => count + 1), []);
  const setValue = useCallback(
    (value: T) => setState({ key, value, loading: false }),
    [key],
  );
  const fresh = state.key === key;
  return {
    value: fresh ? state.value : undefined,
    error: fresh ? state.error : undefined,
    loading: !fresh || state.loading,
    reload,
    setValue,
  };
}
