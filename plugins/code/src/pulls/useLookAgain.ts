import { useEffect, useRef } from 'react';

/** Calls now and then while the page is in sight, and when it comes back. */
export function useLookAgain(look: () => void, everyMs: number): void {
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => {
    const visible = () => {
      if (document.visibilityState === 'visible') {
        latest.current();
      }
    };
    const timer = setInterval(visible, everyMs);
    document.addEventListener('visibilitychange', visible);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', visible);
    };
  }, [everyMs]);
}
