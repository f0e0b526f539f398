import { useEffect, useState } from 'react';

const listeners = new Set<(now: number) => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: (now: number) => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    const now = Date.now();
    listeners.forEach(each => each(now));
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/**
 * The time, in milliseconds. One timer serves the whole page; with `ticking`
 * false the value is only as fresh as the last render.
 */
export function useNow(ticking: boolean = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => (ticking ? subscribe(setNow) : undefined), [ticking]);
  return ticking ? now : Date.now();
}
