import { useState } from 'react';
import {
  useApi,
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
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
import { accessTranslationRef } from '../translation';

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
  const { t } = useTranslationRef(accessTranslationRef);
  const me = useMe();
  if (me.value && !me.value.account.administrator) {
    return (
      <PageShell title={t('auditPage.audit')} titleHidden>
        <EmptyState title={t('auditPage.administratorsOnly')}>
          {t('auditPage.administratorsOnlyHelp')}
        </EmptyState>
      </PageShell>
    );
  }
  return <AuditTabs />;
}

function AuditTabs() {
  const { t } = useTranslationRef(accessTranslationRef);
  const tab = useTab(tabs);
  return (
    <PageShell
      title={t('auditPage.audit')}
      titleHidden
      sentence={
        <Sentence>
          {tab === 'dead-letters'
            ? t('auditPage.deadLettersIntroduction')
            : t('auditPage.introduction')}
        </Sentence>
      }
    >
      <Section>
        <TabBar
          label={t('auditPage.audit')}
          drops={['search', 'plugin', 'status', 'actor']}
          tabs={[
            { id: 'writes', label: t('auditPage.writes') },
            { id: 'dead-letters', label: t('auditPage.deadLetters') },
          ]}
        />
      </Section>
      {tab === 'dead-letters' ? <DeadLetters /> : <AuditTable />}
    </PageShell>
  );
}

function AuditTable() {
  const { t } = useTranslationRef(accessTranslationRef);
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
        search={{ placeholder: t('auditPage.searchTheAudit') }}
        filters={[
          {
            param: 'plugin',
            label: t('auditPage.part'),
            options: plugins.map(value => ({ value, label: value })),
          },
          {
            param: 'status',
            label: t('auditPage.outcome'),
            options: ['succeeded', 'failed', 'initiated'].map(value => ({
              value,
              label: value,
            })),
          },
        ]}
      />
      {open && (
        <Section title={titleOf(open)} panel>
          <KeyValue
            items={[
              [t('auditPage.when'), <RelativeTime time={open.time} />],
              [t('auditPage.who'), open.actor],
              [t('auditPage.outcome'), open.status],
              [t('auditPage.request'), open.request],
              [t('auditPage.error'), open.error],
              [
                t('auditPage.details'),
                open.meta && <JsonView value={open.meta} />,
              ],
            ]}
          />
        </Section>
      )}
      <Loaded
        what={t('auditPage.theAudit')}
        error={pages.error}
        loading={pages.loading}
        onRetry={pages.reload}
      >
        {() => (
          <DataTable
            label={t('auditPage.audit')}
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
                label: t('auditPage.when'),
                width: '120px',
                render: row => <RelativeTime time={row.time} />,
              },
              {
                id: 'actor',
                label: t('auditPage.who'),
                width: 'minmax(0, 1fr)',
                render: row => actorOf(row.actor, t),
              },
              {
                id: 'event',
                label: t('auditPage.what'),
                width: 'minmax(0, 1.2fr)',
                phone: 'primary',
                render: row => titleOf(row),
              },
              {
                id: 'about',
                label: t('auditPage.about'),
                width: 'minmax(0, 2fr)',
                render: row => aboutOf(row),
              },
              {
                id: 'status',
                label: t('auditPage.outcome'),
                width: '104px',
                render: row => (
                  <Tag color={statusColors[row.status]}>{row.status}</Tag>
                ),
              },
            ]}
            empty={
              <EmptyState
                title={t('auditPage.nothingFound')}
                action={{ label: t('auditPage.showAll'), to: '/audit' }}
              >
                {t('auditPage.nothingFits')}
              </EmptyState>
            }
          />
        )}
      </Loaded>
    </>
  );
}

function titleOf({ pluginId, eventId }: AuditEntry): string {
  return `${pluginId} · ${eventId.replace(/-/g, ' ')}`;
}

/** Who it was, in words; the entry itself says it exactly. */
function actorOf(
  actor: string,
  t: TranslationFunction<typeof accessTranslationRef.T>,
): string {
  if (actor.startsWith('run:')) {
    return t('auditPage.aRun');
  }
  return actor.startsWith('plugin:')
    ? t('auditPage.thePortal', { part: actor.slice('plugin:'.length) })
    : short(actor);
}

/** Ids say nothing to people; names and the beginning of hashes do. */
const id = /^(run:)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}|^[0-9a-f]{32}$/;

function short(value: string): string {
  return value
    .replace(/^user:default\//, '')
    .replace(/\b(sha256:)?([0-9a-f]{7})[0-9a-f]{33,57}\b/g, '$2');
}

/** The simple facts of an entry, on one line. */
function aboutOf({ meta = {}, error }: AuditEntry): string {
  const facts = Object.entries(meta)
    .filter(([name]) => name !== 'address')
    .filter(([, value]) => ['string', 'number'].includes(typeof value))
    .map(([, value]) => String(value))
    .filter(value => !id.test(value))
    .map(short);
  return [...facts, ...(error ? [error.replace(/^\w+: /, '')] : [])].join(
    ' · ',
  );
}
