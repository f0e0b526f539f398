import { useCallback, useSyncExternalStore } from 'react';
import type { TextHistory } from './TextHistory';

/** The text as it is now; draws again with each change. */
export function useTextHistory(history: TextHistory): string {
  const subscribe = useCallback(
    (listener: () => void) => history.subscribe(listener),
    [history],
  );
  return useSyncExternalStore(subscribe, () => history.text);
}
