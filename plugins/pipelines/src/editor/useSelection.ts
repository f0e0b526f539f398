import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

/** A step, the arrow between two (`source-test`), or the workflow itself. */
export interface Selection {
  step?: string;
  link?: string;
}

/** What is selected, kept in the address so that it can be sent. */
export function useSelection(): [Selection, (selection: Selection) => void] {
  const [params, setParams] = useSearchParams();
  const step = params.get('step') ?? undefined;
  const link = params.get('link') ?? undefined;
  const selection = useMemo(
    () => (step ? { step } : { ...(link && { link }) }),
    [step, link],
  );
  const select = useCallback(
    (next: Selection) =>
      setParams(
        before => {
          const after = new URLSearchParams(before);
          after.delete('step');
          after.delete('link');
          if (next.step) {
            after.set('step', next.step);
          } else if (next.link) {
            after.set('link', next.link);
          }
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [selection, select];
}
