import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { KeyValue, RelativeTime, SafeLink } from '@dop/plugin-devops-react';
import type { StepInstance } from '@dop/plugin-pipelines-common';
import { entityPath } from '../links/links';
import { approverName } from './waitWords';
import { pipelinesTranslationRef } from '../translation';

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
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const decided = decisionOf(step);
  if (!decided) {
    return null;
  }
  return (
    <KeyValue
      items={[
        [
          decided.approved
            ? t('decision.approvedBy')
            : t('decision.rejectedBy'),
          <span key="by">
            <SafeLink to={entityPath(decided.by)}>
              {approverName(decided.by)}
            </SafeLink>{' '}
            <RelativeTime time={decided.time} />
          </span>,
        ],
        [t('decision.reason'), decided.reason || undefined],
      ]}
    />
  );
}
