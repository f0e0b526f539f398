import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  CodeBlock,
  EmptyState,
  ErrorState,
  Loading,
  RelativeTime,
  SafeLink,
  Section,
  ShortHash,
  useLoad,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { commitPath, commitsPath, filePath, repositoryPath } from '../links';
import { FindingsBanner } from './FindingsBanner';
import { FolderView } from './FolderView';
import { Readme } from './Readme';
import { codeTranslationRef } from '../translation';

const recent = 8;

/** The tab Code of a service: newest commits, files, README. */
export function EntityCode() {
  const { t } = useTranslationRef(codeTranslationRef);
  const { entity } = useEntity();
  const api = useApi(codeApiRef);
  const [namespace = '', name = ''] = (
    entity.metadata.annotations?.['dop/repository'] ?? ''
  ).split('/');
  const { value, error, reload } = useLoad(
    `entity code ${namespace}/${name}`,
    async () => {
      const repository = await api.repository(namespace, name);
      if (repository.empty) {
        return { repository };
      }
      const [tree, commits] = await Promise.all([
        api.tree(namespace, name, {}),
        api.commits(namespace, name, { limit: recent }),
      ]);
      return { repository, tree, commits: commits.items };
    },
  );
  if (error) {
    return (
      <ErrorState
        error={error}
        title={t('entityCode.loadFailed')}
        onRetry={reload}
      />
    );
  }
  if (!value) {
    return <Loading what={t('entityCode.repository')} />;
  }
  const { repository, tree, commits = [] } = value;
  return (
    <>
      <FindingsBanner repository={repository} />
      <p>
        {t('entityCode.sourceInFile', {
          link: (
            <SafeLink to={repositoryPath(repository)}>
              {namespace}/{name}
            </SafeLink>
          ),
          link2: (
            <SafeLink
              to={filePath(
                repository,
                undefined,
                entity.metadata.annotations?.['dop/path'],
              )}
            >
              {entity.metadata.annotations?.['dop/path']}
            </SafeLink>
          ),
        })}
      </p>
      <div style={{ margin: '0 0 24px' }}>
        <CodeBlock
          code={`git clone ${repository.cloneUrl}`}
          language="bash"
          lineNumbers={false}
          wrap
        />
      </div>
      {!tree ? (
        <EmptyState
          title={t('entityCode.empty')}
          action={{
            label: t('entityCode.howToPush'),
            to: repositoryPath(repository),
          }}
        >
          {t('entityCode.emptyHelp')}
        </EmptyState>
      ) : (
        <>
          <Section
            title={t('entityCode.newestCommits')}
            actions={
              <SafeLink to={commitsPath(repository)}>
                {t('entityCode.all')}
              </SafeLink>
            }
          >
            <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
              {commits.map(commit => (
                <li
                  key={commit.sha}
                  style={{
                    display: 'flex',
                    flexWrap: 'wrap',
                    gap: '0 12px',
                    padding: '6px 0',
                    borderTop: '1px solid var(--dop-border)',
                  }}
                >
                  <ShortHash
                    hash={commit.sha}
                    to={commitPath(repository, commit.sha)}
                    plain
                  />
                  <span style={{ flex: '1 1 200px', overflowWrap: 'anywhere' }}>
                    {commit.title}
                  </span>
                  <span style={{ color: 'var(--dop-text-soft)' }}>
                    {commit.authorName},{' '}
                    <RelativeTime time={commit.committedAt} />
                  </span>
                </li>
              ))}
            </ul>
          </Section>
          <Section title={t('entityCode.files')}>
            <FolderView repository={repository} tree={tree} />
          </Section>
          <Readme repository={repository} tree={tree} />
        </>
      )}
    </>
  );
}
