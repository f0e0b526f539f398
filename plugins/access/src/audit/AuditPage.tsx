import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  DataTable,
  EmptyState,
  FilterChips,
  JsonView,
  KeyValue,
  PageShell,
  RelativeTime,
  Section,
  Sentence,
  TabBar,
  useFilters,
  usePages,
  useTab,
} from '@dop/plugin-devops-react';
import type { AuditEntry } from '@dop/plugin-access-common';
import { accessApiRef } from '../api/AccessApi';
import { DeadLetters } from './DeadLetters';
import { Tag } from '../people/Tag';
import { useMe } from '../people/useMe';
import { Loaded } from '../people/Loaded';

const statusColors = {
  initiated: 'blue',
  succeeded: 'green',
  failed: 'red',
} as const;

const tabs = ['writes', 'dead-letters'] as const;

const plugins = [
  'access',
  'code',
  'pipelines',
  'components',
  'images',
  'test-reports',
  'catalog',
  'scaffolder',
];

/** Who did what; for administrators. */
export function AuditPage() {
  const me = useMe();
  if (me.value && !me.value.account.administrator) {
    return (
      <PageShell title="Audit" titleHidden>
        <EmptyState title="Only administrators see the audit">
          It tells who changed what in the whole portal. An administrator can
          look something up for you.
        </EmptyState>
      </PageShell>
    );
  }
  return <AuditTabs />;
}

function AuditTabs() {
  const tab = useTab(tabs);
  return (
    <PageShell
      title="Audit"
      titleHidden
      sentence={
        <Sentence>
          {tab === 'dead-letters'
            ? 'Events that one part of the portal sent and another did not take. They wait here until somebody tries again.'
            : 'Every write, by whom and with what outcome, the newest first. Nothing here can be changed.'}
        </Sentence>
      }
    >
      <Section>
        <TabBar
          label="Audit"
          drops={['search', 'plugin', 'status', 'actor']}
          tabs={[
            { id: 'writes', label: 'Writes' },
            { id: 'dead-letters', label: 'Dead letters' },
          ]}
        />
      </Section>
      {tab === 'dead-letters' ? <DeadLetters /> : <AuditTable />}
    </PageShell>
  );
}

function AuditTable() {
  const api = useApi(accessApiRef);
  const filters = useFilters('search', 'plugin', 'status', 'actor');
  const pages = usePages(JSON.stringify(filters), cursor =>
    api.audit({ ...filters, cursor }),
  );
  const [open, setOpen] = useState<AuditEntry>();
  return (
    <>
      <FilterChips
        views="audit"
        search={{ placeholder: 'Search the audit' }}
        filters={[
          {
            param: 'plugin',
            label: 'Part',
            options: plugins.map(value => ({ value, label: value })),
          },
          {
            param: 'status',
            label: 'Outcome',
            options: ['succeeded', 'failed', 'initiated'].map(value => ({
              value,
              label: value,
            })),
          },
        ]}
      />
      {open && (
        <Section title={`${open.pluginId} · ${open.eventId}`} panel>
          <KeyValue
            items={[
              ['When', <RelativeTime time={open.time} />],
              ['Who', open.actor],
              ['Outcome', open.status],
              ['Request', open.request],
              ['Error', open.error],
              ['Details', open.meta && <JsonView value={open.meta} />],
            ]}
          />
        </Section>
      )}
      <Loaded
        what="the audit"
        error={pages.error}
        loading={pages.loading}
        onRetry={pages.reload}
      >
        {() => (
          <DataTable
            label="Audit"
            rows={pages.rows}
            rowKey={row => row.id}
            onOpen={setOpen}
            selected={open?.id}
            hasMore={pages.hasMore}
            onMore={pages.loadMore}
            loadingMore={pages.loadingMore}
            columns={[
              {
                id: 'time',
                label: 'When',
                width: '120px',
                render: row => <RelativeTime time={row.time} />,
              },
              {
                id: 'actor',
                label: 'Who',
                width: 'minmax(0, 1fr)',
                render: row => row.actor.replace(/^user:default\//, ''),
              },
              {
                id: 'event',
                label: 'What',
                width: 'minmax(0, 1.2fr)',
                phone: 'primary',
                render: row => `${row.pluginId} · ${row.eventId}`,
              },
              {
                id: 'about',
                label: 'About',
                width: 'minmax(0, 2fr)',
                render: row => aboutOf(row),
              },
              {
                id: 'status',
                label: 'Outcome',
                width: '104px',
                render: row => (
                  <Tag color={statusColors[row.status]}>{row.status}</Tag>
                ),
              },
            ]}
            empty={
              <EmptyState title="Nothing found">
                No entry of the audit fits these filters.
              </EmptyState>
            }
          />
        )}
      </Loaded>
    </>
  );
}

/** The simple facts of an entry, on one line. */
function aboutOf({ meta = {}, error }: AuditEntry): string {
  const facts = Object.entries(meta)
    .filter(([name]) => name !== 'address')
    .filter(([, value]) => ['string', 'number'].includes(typeof value))
    .map(([, value]) => String(value));
  return [...facts, ...(error ? [error.replace(/^\w+: /, '')] : [])].join(
    ' · ',
  );
}
