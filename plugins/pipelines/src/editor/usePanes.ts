import { useCallback, useState } from 'react';

const key = 'dop-editor-panes';

/** Which parts of the page are open. */
export interface Panes {
  palette: boolean;
  inspector: boolean;
  text: boolean;
  /** The steps as a list instead of the drawing. */
  list: boolean;
}

const usual: Panes = {
  palette: true,
  inspector: true,
  text: true,
  list: false,
};

function read(): Panes {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return { ...usual, ...(kept as Partial<Panes>) };
  } catch {
    return usual;
  }
}

/** The open parts of the page, as this browser last had them. */
export function usePanes(): [Panes, (change: Partial<Panes>) => void] {
  const [panes, setPanes] = useState(read);
  const change = useCallback((next: Partial<Panes>) => {
    setPanes(before => {
      const after = { ...before, ...next };
      try {
        localStorage.setItem(key, JSON.stringify(after));
      } catch {
        // A browser that keeps nothing shows the usual parts next time.
      }
      return after;
    });
  }, []);
  return [panes, change];
}
