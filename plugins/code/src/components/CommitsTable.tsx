import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { CommitSummary } from '@dop/plugin-code-common';
import {
  DataTable,
  RelativeTime,
  ShortHash,
  type Pages,
} from '@dop/plugin-devops-react';
import { commitPath } from '../links';
import { useRepository } from './RepositoryFrame';
import { codeTranslationRef } from '../translation';

/** Commits, each a link. */
export function CommitsTable(props: {
  pages: Pages<CommitSummary>;
  /** Shown where there are none. */
  empty?: ReactNode;
}) {
  const { pages, empty } = props;
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  return (
    <DataTable
      label={t('commitsPage.title')}
      rows={pages.rows}
      rowKey={row => row.sha}
      rowHref={row => commitPath(repository, row.sha)}
      hasMore={pages.hasMore}
      onMore={pages.loadMore}
      loadingMore={pages.loadingMore}
      columns={[
        {
          id: 'title',
          label: t('commitsPage.message'),
          width: 'minmax(0, 4fr)',
          phone: 'primary',
          render: row => row.title || t('commitsPage.noMessage'),
        },
        {
          id: 'author',
          label: t('commitsPage.author'),
          width: 'minmax(0, 1fr)',
          render: row => row.authorName,
        },
        {
          id: 'sha',
          label: t('commitsPage.commit'),
          width: '110px',
          render: row => <ShortHash hash={row.sha} plain />,
        },
        {
          id: 'time',
          label: t('commitsPage.when'),
          width: '130px',
          align: 'right',
          render: row => <RelativeTime time={row.committedAt} />,
        },
      ]}
      empty={empty}
    />
  );
}
