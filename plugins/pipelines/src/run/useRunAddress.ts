import { useCallback } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router-dom';

export const runViews = ['graph', 'timeline', 'list'] as const;
export type RunView = (typeof runViews)[number];

export const panelTabs = [
  'log',
  'input',
  'output',
  'artifacts',
  'variables',
  'attempts',
] as const;
export type PanelTab = (typeof panelTabs)[number];

export interface RunAddress {
  view: RunView | undefined;
  /** Key of a step instance, or the id of a step with a matrix. */
  step: string | undefined;
  /** `from-to` of a link. */
  link: string | undefined;
  panel: PanelTab;
  attempt: number | undefined;
  /** Changes the address; undefined removes. The line goes unless the step stays. */
  go: (change: Record<string, string | undefined>) => void;
  hrefOf: (change: Record<string, string | undefined>) => string;
}

/** What is shown of a run, kept in the address: step, attempt, tab, view. */
export function useRunAddress(): RunAddress {
  const [params] = useSearchParams();
  const location = useLocation();
  const navigate = useNavigate();
  const searchOf = useCallback(
    (change: Record<string, string | undefined>) => {
      const next = new URLSearchParams(params);
      for (const [name, value] of Object.entries(change)) {
        if (value === undefined) {
          next.delete(name);
        } else {
          next.set(name, value);
        }
      }
      const text = next.toString();
      return text ? `?${text}` : '';
    },
    [params],
  );
  const go = useCallback(
    (change: Record<string, string | undefined>) =>
      navigate({ search: searchOf(change) }, { replace: true }),
    [navigate, searchOf],
  );
  const attempt = Number(params.get('attempt'));
  return {
    view: runViews.find(view => view === params.get('view')),
    step: params.get('step') ?? undefined,
    link: params.get('link') ?? undefined,
    panel: panelTabs.find(tab => tab === params.get('panel')) ?? 'log',
    attempt: Number.isInteger(attempt) && attempt > 0 ? attempt : undefined,
    go,
    hrefOf: change => `${location.pathname}${searchOf(change)}`,
  };
}
