import { useCallback, useMemo, useRef } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { devopsReactTranslationRef } from '../../translation';
import type { GraphEdge, GraphEditing } from '../types';
import { shapeRefusal, stepsBefore } from './refusals';

interface Answers {
  /** While it is the same, what was said before holds. */
  session: unknown;
  edges: readonly GraphEdge[];
  known: Map<string, string | undefined>;
  before: Map<string, Set<string>>;
}

/**
 * Says why a step cannot take a line from another one.
 *
 * @param session - a line that is being drawn: each answer is found once for it
 */
export function useRefusals(
  edges: readonly GraphEdge[],
  titleOf: (id: string) => string,
  whyNot: GraphEditing['whyNotConnect'],
  session: unknown,
): (from: string, to: string) => string | undefined {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const latest = useRef({ titleOf, whyNot, t });
  latest.current = { titleOf, whyNot, t };
  const answers = useMemo<Answers>(
    () => ({ session, edges, known: new Map(), before: new Map() }),
    [session, edges],
  );
  return useCallback(
    (from, to) => {
      const { titleOf: title, whyNot: ask, t: say } = latest.current;
      const key = JSON.stringify([from, to]);
      if (!answers.known.has(key)) {
        const before =
          answers.before.get(from) ?? stepsBefore(from, answers.edges);
        answers.before.set(from, before);
        const own = shapeRefusal(from, to, before);
        // The page knows more, and may say it better.
        const reason =
          ask?.(from, to) ??
          (own &&
            say(`graphEditing.${own}`, { from: title(from), to: title(to) }));
        answers.known.set(key, reason);
      }
      return answers.known.get(key);
    },
    [answers],
  );
}
