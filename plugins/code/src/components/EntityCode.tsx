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

const recent = 8;

/** The tab Code of a service: newest commits, files, README. */
export function EntityCode() {
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
        title="The repository could not be loaded"
        onRetry={reload}
      />
    );
  }
  if (!value) {
    return <Loading what="repository" />;
  }
  const { repository, tree, commits = [] } = value;
  return (
    <>
      <FindingsBanner repository={repository} />
      <p>
        Source in{' '}
        <SafeLink to={repositoryPath(repository)}>
          {namespace}/{name}
        </SafeLink>
        , file{' '}
        <SafeLink
          to={filePath(
            repository,
            undefined,
            entity.metadata.annotations?.['dop/path'],
          )}
        >
          {entity.metadata.annotations?.['dop/path']}
        </SafeLink>
        .
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
          title="Nothing has been pushed yet"
          action={{ label: 'How to push', to: repositoryPath(repository) }}
        >
          The files and commits of the service appear here.
        </EmptyState>
      ) : (
        <>
          <Section
            title="Newest commits"
            actions={<SafeLink to={commitsPath(repository)}>All</SafeLink>}
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
          <Section title="Files">
            <FolderView repository={repository} tree={tree} />
          </Section>
          <Readme repository={repository} tree={tree} />
        </>
      )}
    </>
  );
}
