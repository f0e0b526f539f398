import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Bytes,
  KeyValue,
  RelativeTime,
  SafeLink,
  ShortHash,
} from '@dop/plugin-devops-react';
import type { TestReport } from '@dop/plugin-test-reports-common';
import { commitPath, repositoryPath, runPath } from '../utils/links';
import { repositoryName } from '../utils/reportState';
import { testReportsTranslationRef } from '../translation';

/** Where a report comes from, and how that is known. */
export function Provenance({ report }: { report: TestReport }) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const { run, evidence, file } = report;
  const repository = repositoryName(report);
  return (
    <KeyValue
      items={[
        [
          t('provenance.repository'),
          repository && (
            <SafeLink to={repositoryPath(repository)}>{repository}</SafeLink>
          ),
        ],
        [
          t('provenance.commit'),
          <>
            <ShortHash
              hash={report.commit}
              to={repository && commitPath(repository, report.commit)}
            />{' '}
            {report.branch ?? report.ref}
          </>,
        ],
        [
          t('provenance.run'),
          run && (
            <>
              {t('provenance.stepAttempt', {
                link: (
                  <SafeLink to={runPath(run.id, run.instanceKey)}>
                    {run.workflowName ?? t('provenance.run')} #{run.number}
                  </SafeLink>
                ),
                instanceKey: run.instanceKey,
                attempt: String(run.attempt),
                outcome: run.outcome ? ` (${run.outcome})` : '',
              })}
            </>
          ),
        ],
        [t('provenance.sentBy'), report.uploadedBy],
        [
          t('provenance.origin'),
          `${t(`evidence.${evidence}.word`)}. ${t(
            `evidence.${evidence}.meaning`,
          )}`,
        ],
        [t('provenance.received'), <RelativeTime time={report.receivedAt} />],
        [t('provenance.file'), file && <Bytes value={file.size} />],
      ]}
    />
  );
}
