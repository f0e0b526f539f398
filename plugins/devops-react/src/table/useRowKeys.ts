import { useState, type RefObject } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useKeys } from '../keys/useKeys';
import { devopsReactTranslationRef } from '../translation';

interface RowKeys {
  count: number;
  container: RefObject<HTMLElement | null>;
  onOpen: (index: number) => void;
  scrollTo: (index: number) => void;
}

/** `j` and `k` walk through the rows of the list in sight. */
export function useRowKeys(options: RowKeys) {
  const { count, container, scrollTo } = options;
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const [current, setCurrent] = useState(0);
  const started = () =>
    container.current?.contains(document.activeElement) ?? false;
  const go = (index: number) => {
    const next = Math.min(Math.max(index, 0), count - 1);
    setCurrent(next);
    scrollTo(next);
    // A row that is only now in the page gets the focus after it is drawn.
    requestAnimationFrame(() =>
      container.current
        ?.querySelector<HTMLElement>(`[data-row="${next}"]`)
        ?.focus({ preventScroll: false }),
    );
  };
  useKeys(
    count > 0
      ? {
          j: {
            label: t('table.nextRow'),
            run: () => go(started() ? current + 1 : 0),
          },
          k: {
            label: t('table.previousRow'),
            run: () => go(started() ? current - 1 : 0),
          },
        }
      : {},
  );
  return { current: Math.min(current, Math.max(count - 1, 0)), setCurrent };
}
