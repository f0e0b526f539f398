import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { RelativeTime, SafeLink } from '@dop/plugin-devops-react';
import type { StepWait } from '@dop/plugin-pipelines-common';
import { entityPath, runPath } from '../links/links';
import { pipelinesTranslationRef, type Translate } from '../translation';

/** `qa` of `group:default/qa`. */
export function approverName(ref: string): string {
  return ref.replace(/^[^:]+:(?:default\/)?/, '');
}

/** Who may decide, as links. */
export function Approvers({ refs }: { refs: readonly string[] }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  return (
    <>
      {refs.map((ref, index) => (
        <span key={ref}>
          {index > 0 && (index === refs.length - 1 ? t('waitWords.or') : ', ')}
          <SafeLink to={entityPath(ref)}>{approverName(ref)}</SafeLink>
        </span>
      ))}
    </>
  );
}

/** What a step waits for, since when and until when; a sentence without its capital. */
export function waitWords(t: Translate, wait: StepWait): JSX.Element {
  const begun = <RelativeTime time={wait.since} />;
  const end = wait.until && <RelativeTime time={wait.until} />;
  switch (wait.kind) {
    case 'approval': {
      const args = {
        what:
          wait.approvers && wait.approvers.length > 0
            ? t('waitWords.approvalBy', {
                approvers: <Approvers refs={wait.approvers} />,
              })
            : t('waitWords.approval'),
        begun,
      };
      return end
        ? t('waitWords.forApprovalUntil', { ...args, end })
        : t('waitWords.forApproval', args);
    }
    case 'child':
      return t('waitWords.forRun', {
        run: wait.childRunId ? (
          <SafeLink to={runPath(wait.childRunId)}>
            {t('waitWords.theRun')}
          </SafeLink>
        ) : (
          t('waitWords.theRun')
        ),
        begun,
      });
    case 'delay':
      return end
        ? t('waitWords.onPurposeUntil', { end })
        : t('waitWords.onPurpose', { begun });
    case 'retry':
      return end ? (
        t('waitWords.triesAgain', { end })
      ) : (
        <>{t('waitWords.triesAgainSoon')}</>
      );
    default:
      return end
        ? t('waitWords.forExternalSystemUntil', { begun, end })
        : t('waitWords.forExternalSystem', { begun });
  }
}
