import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import type { Ref } from '@dop/plugin-code-common';
import {
  DataTable,
  EmptyState,
  ErrorState,
  Loading,
  RelativeTime,
  SafeLink,
  Section,
  ShortHash,
  useLoad,
  type DataColumn,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import {
  commitPath,
  filePath,
  newPullRequestPath,
  pullRequestPath,
} from '../links';
import { useRepository } from './RepositoryFrame';
import { codeTranslationRef } from '../translation';

/** Branches and tags, the newest first. */
export function RefsPage() {
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const api = useApi(codeApiRef);
  const { value, error, reload } = useLoad(
    `refs ${repository.id} ${repository.pushedAt ?? ''}`,
    async () => {
      const { namespace, name, defaultBranch } = repository;
      const [refs, pulls] = await Promise.all([
        api.refs(namespace, name),
        api.pullRequests(namespace, name, { state: 'open', limit: 200 }),
      ]);
      const open = new Map(
        pulls.items
          .filter(({ target }) => target === defaultBranch)
          .map(({ source, number }) => [source, number]),
      );
      return { ...refs, open };
    },
  );
  if (error) {
    return (
      <ErrorState
        error={error}
        title={t('refsPage.loadFailed')}
        onRetry={reload}
      />
    );
  }
  if (!value) {
    return <Loading what={t('refsPage.branchesAndTags')} />;
  }
  const mayOpen = Boolean(repository.may?.push);
  const table = (
    label: string,
    rows: Ref[],
    empty: { title: string; text: string },
    action?: DataColumn<Ref>,
  ) => (
    <Section title={label}>
      <DataTable
        label={label}
        rows={rows}
        rowKey={row => row.ref}
        rowHref={row => filePath(repository, row.ref)}
        columns={[
          {
            id: 'name',
            label: t('refsPage.name'),
            width: 'minmax(0, 2fr)',
            phone: 'primary',
            sortValue: row => row.name,
            render: row => (
              <span>
                <strong>{row.name}</strong>{' '}
                <span style={{ color: 'var(--dop-text-soft)' }}>
                  {[row.default && 'default', row.protected && 'protected']
                    .filter(Boolean)
                    .join(', ')}
                </span>
              </span>
            ),
          },
          {
            id: 'title',
            label: t('refsPage.newestCommit'),
            width: 'minmax(0, 3fr)',
            render: row => row.title,
          },
          {
            id: 'commit',
            label: t('refsPage.commit'),
            width: '110px',
            phone: 'hidden',
            render: row => (
              <ShortHash
                hash={row.commit}
                to={commitPath(repository, row.commit)}
                plain
              />
            ),
          },
          {
            id: 'time',
            label: t('refsPage.when'),
            width: '130px',
            align: 'right',
            sortValue: row => row.time,
            render: row => <RelativeTime time={row.time} />,
          },
          ...(action ? [action] : []),
        ]}
        empty={<EmptyState title={empty.title}>{empty.text}</EmptyState>}
      />
    </Section>
  );
  return (
    <>
      {table(
        t('refsPage.branches'),
        value.refs.filter(({ type }) => type === 'branch'),
        { title: t('refsPage.noBranches'), text: t('refsPage.aBranchAppears') },
        mayOpen
          ? {
              id: 'pull-request',
              label: t('refsPage.pullRequest'),
              width: '150px',
              align: 'right',
              phone: 'action',
              render: row => <PullRequestOf branch={row} open={value.open} />,
            }
          : undefined,
      )}
      {table(
        t('refsPage.tags'),
        value.refs.filter(({ type }) => type === 'tag'),
        { title: t('refsPage.noTags'), text: t('refsPage.aTagNames') },
      )}
      {value.truncated && <p>{t('refsPage.onlyNewest')}</p>}
    </>
  );
}

/** The one that asks to merge the branch, or the way to one. */
function PullRequestOf(props: { branch: Ref; open: Map<string, number> }) {
  const { branch, open } = props;
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const number = open.get(branch.name);
  if (number !== undefined) {
    return (
      <SafeLink to={pullRequestPath(repository, number)}>
        {t('refsPage.isOpen', { number: String(number) })}
      </SafeLink>
    );
  }
  return branch.ahead ? (
    <SafeLink to={newPullRequestPath(repository, { source: branch.name })}>
      {t('refsPage.openPullRequest')}
    </SafeLink>
  ) : null;
}
