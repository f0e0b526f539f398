import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useSearchParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import type { CommitSummary } from '@dop/plugin-code-common';
import { EmptyState, SafeLink, usePages } from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { commitsPath, filePath } from '../links';
import { Await } from './Await';
import { CommitsTable } from './CommitsTable';
import { EmptyRepository } from './EmptyRepository';
import { RefPicker } from './RefPicker';
import { useRepository } from './RepositoryFrame';
import { codeTranslationRef } from '../translation';

/** The commits of a ref, or those that touched one path. */
export function CommitsPage() {
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const [params] = useSearchParams();
  const api = useApi(codeApiRef);
  const ref = params.get('ref') ?? undefined;
  const path = params.get('path') ?? undefined;
  const pages = usePages<CommitSummary>(
    `commits ${repository.id} ${repository.pushedAt ?? ''} ${ref ?? ''} ${
      path ?? ''
    }`,
    async cursor =>
      repository.empty
        ? { items: [] }
        : api.commits(repository.namespace, repository.name, {
            ref,
            path,
            cursor,
          }),
  );
  if (repository.empty) {
    return <EmptyRepository repository={repository} />;
  }
  return (
    <>
      <div
        style={{
          display: 'flex',
          flexWrap: 'wrap',
          gap: 16,
          alignItems: 'center',
          marginBottom: 12,
        }}
      >
        <RefPicker
          repository={repository}
          current={ref ?? repository.defaultBranch}
          pathOf={chosen => commitsPath(repository, chosen, path)}
        />
        {path && (
          <span>
            {t('commitsPage.thatTouched', {
              link: (
                <SafeLink to={filePath(repository, ref, path)}>{path}</SafeLink>
              ),
            })}
          </span>
        )}
      </div>
      <Await
        loaded={{
          value: pages.loading ? undefined : pages.rows,
          error: pages.error,
          reload: pages.reload,
        }}
        what={t('commitsPage.commits')}
        title={t('commitsPage.loadFailed')}
      >
        {rows => (
          <CommitsTable
            pages={{ ...pages, rows }}
            empty={
              <EmptyState title={t('commitsPage.noCommits')}>
                {t('commitsPage.nothingHereTouched', {
                  path: path ?? t('commitsPage.thisRef'),
                })}
              </EmptyState>
            }
          />
        )}
      </Await>
    </>
  );
}
