import { useCallback, useRef } from 'react';
import type { ResolvedComponent } from '@dop/plugin-components-common';
import type { CodeCompletion } from '@dop/plugin-devops-react';
import type { StepPorts } from '@dop/plugin-pipelines-common';
import { useComponents } from '../palette/useComponents';
import { completeWorkflow } from './completeWorkflow';
import type { CompletionRequest } from './types';

type FindComponents = NonNullable<CompletionRequest['findComponents']>;

/**
 * What the text editor asks for while a workflow file is written.
 *
 * @param known - of the last check of the file
 */
export function useCompletion(known: {
  ports: Record<string, StepPorts>;
  components: Record<string, ResolvedComponent>;
}): (
  text: string,
  offset: number,
  signal: AbortSignal,
) => Promise<CodeCompletion[]> {
  const api = useComponents();
  const latest = useRef(known);
  latest.current = known;
  // Each letter asks; what was found once is not fetched again.
  const found = useRef(new Map<string, ReturnType<FindComponents>>());
  const findComponents = useCallback<FindComponents>(
    query => {
      const answers = found.current;
      let answer = answers.get(query);
      if (!answer) {
        answer = api
          .list({ search: query || undefined, limit: 50 })
          .then(page => page.items);
        answers.set(query, answer);
        answer.catch(() => answers.delete(query));
      }
      return answer;
    },
    [api],
  );
  return useCallback(
    (text, offset, signal) =>
      completeWorkflow({
        ...latest.current,
        text,
        offset,
        signal,
        findComponents,
      }),
    [findComponents],
  );
}
