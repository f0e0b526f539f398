import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  DataTable,
  Duration,
  EmptyState,
  RelativeTime,
  SafeLink,
  StateLabel,
  type Loaded,
} from '@dop/plugin-devops-react';
import type { PullRequest } from '@dop/plugin-code-common';
import type { RunSummary } from '@dop/plugin-pipelines-common';
import { Await } from '../components/Await';
import { useRepository } from '../components/RepositoryFrame';
import { runPath, runsPath } from '../links';
import { codeTranslationRef } from '../translation';

/** The runs of the commit that would be merged. */
export function PullRequestRuns(props: {
  pull: PullRequest;
  /** Of its source, the newest first. */
  runs: Pick<Loaded<readonly RunSummary[]>, 'value' | 'error' | 'reload'>;
}) {
  const { pull, runs } = props;
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  return (
    <Await
      loaded={runs}
      what={t('pullRequestRuns.runs')}
      title={t('pullRequestRuns.loadFailed')}
    >
      {rows => (
        <>
          <DataTable
            label={t('pullRequestRuns.title')}
            rows={rows.filter(({ commit }) => commit === pull.head)}
            rowKey={run => run.id}
            rowHref={run => runPath(run.id)}
            columns={[
              {
                id: 'state',
                label: t('pullRequestRuns.state'),
                width: '128px',
                render: run => <StateLabel state={run.state} />,
              },
              {
                id: 'run',
                label: t('pullRequestRuns.run'),
                width: 'minmax(0, 3fr)',
                phone: 'primary',
                render: run => (
                  <SafeLink to={runPath(run.id)}>
                    {run.workflowTitle ?? run.workflowName} #{run.number}
                  </SafeLink>
                ),
              },
              {
                id: 'trigger',
                label: t('pullRequestRuns.trigger'),
                width: 'minmax(0, 1fr)',
                render: run => t(`pullRequestRuns.triggers.${run.trigger}`),
              },
              {
                id: 'duration',
                label: t('pullRequestRuns.duration'),
                width: '110px',
                align: 'right',
                render: run => (
                  <Duration from={run.startedAt} to={run.finishedAt} />
                ),
              },
              {
                id: 'when',
                label: t('pullRequestRuns.started'),
                width: '110px',
                align: 'right',
                render: run => (
                  <RelativeTime time={run.startedAt ?? run.createdAt} />
                ),
              },
            ]}
            empty={
              <EmptyState title={t('pullRequestRuns.empty')}>
                {t('pullRequestRuns.emptyHelp')}
              </EmptyState>
            }
          />
          <p>
            <SafeLink to={runsPath(repository.id, pull.source)}>
              {t('pullRequestRuns.all', { branch: pull.source })}
            </SafeLink>
          </p>
        </>
      )}
    </Await>
  );
}
