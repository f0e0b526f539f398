import {
  Bytes,
  KeyValue,
  RelativeTime,
  SafeLink,
  ShortHash,
} from '@dop/plugin-devops-react';
import type { Evidence, TestReport } from '@dop/plugin-test-reports-common';
import { commitPath, repositoryPath, runPath } from '../utils/links';
import { repositoryName } from '../utils/reportState';

export const evidenceWords: Record<
  Evidence,
  { word: string; meaning: string }
> = {
  proved: {
    word: 'Proved',
    meaning: 'An isolated attempt of this run made the report.',
  },
  notIsolated: {
    word: 'Claimed, not isolated',
    meaning:
      "An attempt of this run made the report; it shared the portal's user with others.",
  },
  claimed: {
    word: 'Claimed',
    meaning: 'Sent by a person or from outside; nothing proves what it says.',
  },
};

/** Where a report comes from, and how that is known. */
export function Provenance({ report }: { report: TestReport }) {
  const { run, evidence, file } = report;
  const repository = repositoryName(report);
  return (
    <KeyValue
      items={[
        [
          'Repository',
          repository && (
            <SafeLink to={repositoryPath(repository)}>{repository}</SafeLink>
          ),
        ],
        [
          'Commit',
          <>
            <ShortHash
              hash={report.commit}
              to={repository && commitPath(repository, report.commit)}
            />{' '}
            {report.branch ?? report.ref}
          </>,
        ],
        [
          'Run',
          run && (
            <>
              <SafeLink to={runPath(run.id, run.instanceKey)}>
                {run.workflowName ?? 'Run'} #{run.number}
              </SafeLink>
              , step {run.instanceKey}, attempt {run.attempt}
              {run.outcome && ` (${run.outcome})`}
            </>
          ),
        ],
        ['Sent by', report.uploadedBy],
        [
          'Origin',
          `${evidenceWords[evidence].word}. ${evidenceWords[evidence].meaning}`,
        ],
        ['Received', <RelativeTime time={report.receivedAt} />],
        ['File', file && <Bytes value={file.size} />],
      ]}
    />
  );
}
