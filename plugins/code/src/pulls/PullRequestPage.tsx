import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import type { PullRequest } from '@dop/plugin-code-common';
import { EmptyState, TabBar, useLoad, useTab } from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { Await } from '../components/Await';
import { useRepository } from '../components/RepositoryFrame';
import { codeTranslationRef } from '../translation';
import { Comparison } from './Comparison';
import { MergeBox } from './MergeBox';
import { PullRequestCommits } from './PullRequestCommits';
import { PullRequestHead } from './PullRequestHead';
import { PullRequestRuns } from './PullRequestRuns';
import { useLookAgain } from './useLookAgain';
import { tellingRun, useRuns } from './useRuns';

const everyMs = 15_000;
const tabs = ['changes', 'commits', 'runs'] as const;

/** One pull request: what it says, whether it can be merged, what it brings. */
export function PullRequestPage() {
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const { number = '' } = useParams();
  const api = useApi(codeApiRef);
  const loaded = useLoad(`pull request ${repository.id} ${number}`, () =>
    api.pullRequest(repository.namespace, repository.name, Number(number)),
  );
  return (
    <Await
      loaded={loaded}
      what={t('pullRequestPage.pullRequest')}
      title={t('pullRequestPage.loadFailed', { number })}
    >
      {pull => <Shown key={pull.number} pull={pull} show={loaded.setValue} />}
    </Await>
  );
}

function Shown(props: {
  pull: PullRequest;
  show: (pull: PullRequest) => void;
}) {
  const { pull, show } = props;
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository, reload } = useRepository();
  const api = useApi(codeApiRef);
  const tab = useTab(tabs);
  const { id, namespace, name } = repository;
  // What is read stays until the reader asks for what came after it.
  const [moved, setMoved] = useState<PullRequest>();
  const runs = useRuns(id, pull.source);
  const { base, head, state } = pull;
  const comparison = useLoad(`compare ${id} ${base} ${head}`, async () =>
    base ? api.compare(namespace, name, { base, head }) : undefined,
  );

  function take(now: PullRequest) {
    if (now.state === 'open' && state === 'open' && now.head !== head) {
      setMoved(now);
    } else {
      setMoved(undefined);
      show(now);
    }
  }

  async function look() {
    try {
      take(await api.pullRequest(namespace, name, pull.number));
    } catch {
      // What is shown stays; the next look may succeed.
    }
  }

  useLookAgain(look, everyMs);

  return (
    <article>
      <PullRequestHead
        pull={pull}
        commits={comparison.value?.commits}
        onChanged={show}
      />
      {state === 'open' && (
        <MergeBox
          // What went wrong with another commit is no longer of interest.
          key={head}
          pull={pull}
          run={tellingRun(runs.value, head)}
          movedTo={moved?.head}
          onReadAgain={() => {
            if (moved) {
              setMoved(undefined);
              show(moved);
            }
          }}
          onMerged={merged => {
            take(merged);
            reload();
          }}
          onRefused={look}
        />
      )}
      <div style={{ marginBottom: 16 }}>
        <TabBar
          label={t('pullRequestPage.parts')}
          tabs={[
            {
              id: 'changes',
              label: t('pullRequestPage.changes'),
              count: comparison.value?.truncated
                ? undefined
                : comparison.value?.files.length,
            },
            {
              id: 'commits',
              label: t('pullRequestPage.commits'),
              count: comparison.value?.commits,
            },
            {
              id: 'runs',
              label: t('pullRequestPage.runs'),
              count: runs.value?.filter(({ commit }) => commit === head).length,
            },
          ]}
        />
      </div>
      {!base && tab !== 'runs' && (
        <EmptyState title={t('pullRequestPage.nothingInCommon')}>
          {t('pullRequestPage.nothingInCommonHelp', {
            source: pull.source,
            target: pull.target,
          })}
        </EmptyState>
      )}
      {base && tab === 'changes' && (
        <Await
          loaded={comparison}
          what={t('pullRequestPage.changesInText')}
          title={t('pullRequestPage.changesFailed')}
        >
          {value => value && <Comparison comparison={value} />}
        </Await>
      )}
      {base && tab === 'commits' && (
        <PullRequestCommits head={head} since={base} />
      )}
      {tab === 'runs' && <PullRequestRuns pull={pull} runs={runs} />}
    </article>
  );
}
