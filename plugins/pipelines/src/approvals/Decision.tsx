import { KeyValue, RelativeTime, SafeLink } from '@dop/plugin-devops-react';
import type { StepInstance } from '@dop/plugin-pipelines-common';
import { entityPath } from '../links/links';
import { approverName } from './waitWords';

interface Decided {
  approved: boolean;
  by: string;
  time: string;
  reason: string;
}

function decisionOf({ outputs }: StepInstance): Decided | undefined {
  const { approved, by, time, reason } = outputs ?? {};
  return typeof approved === 'boolean' &&
    typeof by === 'string' &&
    typeof time === 'string'
    ? { approved, by, time, reason: typeof reason === 'string' ? reason : '' }
    : undefined;
}

/** Who decided what, when and why. */
export function Decision({ step }: { step: StepInstance }) {
  const decided = decisionOf(step);
  if (!decided) {
    return null;
  }
  return (
    <KeyValue
      items={[
        [
          decided.approved ? 'Approved by' : 'Rejected by',
          <span key="by">
            <SafeLink to={entityPath(decided.by)}>
              {approverName(decided.by)}
            </SafeLink>{' '}
            <RelativeTime time={decided.time} />
          </span>,
        ],
        ['Reason', decided.reason || undefined],
      ]}
    />
  );
}
