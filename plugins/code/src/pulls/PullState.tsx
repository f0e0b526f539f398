import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { PullRequestState } from '@dop/plugin-code-common';
import { StateLabel } from '@dop/plugin-devops-react';
import { codeTranslationRef } from '../translation';

/** Marks of the one map for the states of pull requests. */
export const pullMarks: Record<PullRequestState, string> = {
  open: 'waiting',
  merged: 'succeeded',
  closed: 'cancelled',
};

/** Mark and word of a pull request's state. */
export function PullState({ state }: { state: PullRequestState }) {
  const { t } = useTranslationRef(codeTranslationRef);
  return <StateLabel state={pullMarks[state]} word={t(`pullState.${state}`)} />;
}
