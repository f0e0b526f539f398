import { useCallback, useMemo, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useKeys } from '@dop/plugin-devops-react';
import type { Run, StepInstance } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../translation';
import { opensByItself, stepRows, type StepRow } from './stepRows';

/** The lines of list and timeline, with what is folded; `j` and `k` walk them. */
export function useStepRows(
  run: Pick<Run, 'graph' | 'steps'>,
  step: {
    /** What the address names. */
    asked: string | undefined;
    /** Key of what the page shows. */
    shown: string | undefined;
  },
  onSelect: (row: StepRow) => void,
) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { asked, shown } = step;
  const [said, setSaid] = useState<ReadonlyMap<string, boolean>>(new Map());
  const rows = useMemo(() => {
    const isOpen = (stepId: string, instances: readonly StepInstance[]) =>
      said.get(stepId) ?? opensByItself(instances, asked);
    return stepRows(run, isOpen);
  }, [run, said, asked]);
  const toggle = useCallback(
    (row: StepRow) => setSaid(before => new Map(before).set(row.id, !row.open)),
    [],
  );
  const at = rows.findIndex(row => row.kind !== 'matrix' && row.id === shown);
  const current =
    at >= 0
      ? at
      : rows.findIndex(({ instances }) =>
          instances.some(({ key }) => key === shown),
        );
  const go = (by: 1 | -1) => {
    // An open matrix is only a heading on the way.
    for (let next = current + by; rows[next]; next += by) {
      if (!rows[next].open) {
        onSelect(rows[next]);
        return;
      }
    }
  };
  useKeys({
    j: { label: t('useStepRows.nextStep'), run: () => go(1) },
    k: { label: t('useStepRows.previousStep'), run: () => go(-1) },
  });
  return { rows, current, toggle };
}
