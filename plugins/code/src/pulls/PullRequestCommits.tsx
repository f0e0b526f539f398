import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import type { CommitSummary } from '@dop/plugin-code-common';
import { usePages } from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { Await } from '../components/Await';
import { CommitsTable } from '../components/CommitsTable';
import { useRepository } from '../components/RepositoryFrame';
import { codeTranslationRef } from '../translation';

/** The commits that a branch would bring, the newest first. */
export function PullRequestCommits(props: {
  /** The commit of the branch. */
  head: string;
  /** What the other one has already. */
  since: string;
}) {
  const { head, since } = props;
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const api = useApi(codeApiRef);
  const { namespace, name } = repository;
  const pages = usePages<CommitSummary>(
    `commits ${repository.id} ${since} ${head}`,
    cursor => api.commits(namespace, name, { ref: head, since, cursor }),
  );
  return (
    <Await
      loaded={{
        value: pages.loading ? undefined : pages.rows,
        error: pages.error,
        reload: pages.reload,
      }}
      what={t('commitsPage.commits')}
      title={t('commitsPage.loadFailed')}
    >
      {() => <CommitsTable pages={pages} />}
    </Await>
  );
}
