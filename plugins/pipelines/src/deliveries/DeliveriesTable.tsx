import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import {
  DataTable,
  EmptyState,
  ErrorState,
  Loading,
  RelativeTime,
  SafeLink,
  ShortHash,
  StateLabel,
  usePages,
  type DataColumn,
} from '@dop/plugin-devops-react';
import type { Delivery } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { TriggerMark } from '../components/TriggerMark';
import { actorName, eventName, refName } from '../components/words';
import {
  commitPath,
  pullRequestPath,
  repositoryPath,
  runPath,
} from '../links/links';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    soft: { color: 'var(--dop-text-soft)' },
    what: {
      display: 'inline-block',
      maxWidth: '100%',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      verticalAlign: 'bottom',
    },
  },
  { name: 'DopDeliveries' },
);

type What = 'waiting' | 'failed' | 'skipped' | 'started' | 'nothing' | 'errors';

/** Marks of the one map for what became of a delivery. */
const marks: Record<What, string> = {
  waiting: 'queued',
  failed: 'failed',
  skipped: 'skipped',
  started: 'succeeded',
  nothing: 'skipped',
  errors: 'failed',
};

function whatBecameOf({ state, errors, runIds }: Delivery): What {
  if (state !== 'processed') {
    return state === 'received' ? 'waiting' : state;
  }
  if (errors > 0) {
    return 'errors';
  }
  return runIds.length > 0 ? 'started' : 'nothing';
}

function Outcome({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  const parts = [
    delivery.errors > 0 &&
      t('deliveriesTable.errors', { count: delivery.errors }),
    delivery.reason,
  ].filter(Boolean);
  return (
    <>
      {delivery.runIds.map((id, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <SafeLink to={runPath(id)}>
            {delivery.runIds.length === 1
              ? t('deliveriesTable.oneRun')
              : t('deliveriesTable.run', { value: String(index + 1) })}
          </SafeLink>
        </span>
      ))}{' '}
      <span className={classes.soft} title={parts.join('; ')}>
        {parts.join('; ') ||
          (delivery.runIds.length === 0 && delivery.state === 'processed'
            ? t('deliveriesTable.startsNothing')
            : '')}
      </span>
    </>
  );
}

/** What arrived: kind, name, repository. */
function Arrived({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  const { type, repository: name, pullRequest, event } = delivery;
  const repository = <SafeLink to={repositoryPath(name)}>{name}</SafeLink>;
  return (
    <span className={classes.what} title={pullRequest?.title ?? event?.type}>
      <TriggerMark trigger={type} />
      {pullRequest &&
        t(`deliveriesTable.pullRequest.${pullRequest.action}`, {
          link: (
            <SafeLink to={pullRequestPath(name, pullRequest.number)}>
              #{pullRequest.number} {pullRequest.title}
            </SafeLink>
          ),
          repository,
        })}
      {event &&
        t('deliveriesTable.eventOf', {
          type: eventName(event.type),
          repository,
        })}
      {!pullRequest && !event && t('deliveriesTable.pushTo', { repository })}
    </span>
  );
}

function useColumns(): DataColumn<Delivery>[] {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  return [
    {
      id: 'state',
      label: t('deliveriesTable.state'),
      width: '136px',
      render: delivery => {
        const what = whatBecameOf(delivery);
        return (
          <StateLabel
            state={marks[what]}
            word={t(`deliveriesTable.became.${what}`)}
          />
        );
      },
    },
    {
      id: 'what',
      label: t('deliveriesTable.event'),
      width: 'minmax(0, 2.6fr)',
      phone: 'primary',
      render: delivery => <Arrived delivery={delivery} />,
    },
    {
      id: 'ref',
      label: t('deliveriesTable.commit'),
      width: 'minmax(0, 1fr)',
      render: delivery => (
        <>
          {delivery.commit && (
            <ShortHash
              hash={delivery.commit}
              to={commitPath(delivery.repository, delivery.commit)}
              plain
            />
          )}{' '}
          {refName(delivery.ref)}
        </>
      ),
    },
    {
      id: 'outcome',
      label: t('deliveriesTable.started'),
      width: 'minmax(0, 2fr)',
      render: delivery => <Outcome delivery={delivery} />,
    },
    {
      id: 'who',
      label: t('deliveriesTable.who'),
      width: 'minmax(0, 0.7fr)',
      phone: 'hidden',
      render: delivery => actorName(t, delivery.actor),
    },
    {
      id: 'when',
      label: t('deliveriesTable.when'),
      width: '84px',
      align: 'right',
      render: delivery => <RelativeTime time={delivery.receivedAt} />,
    },
  ];
}

export const deliveryTypes = ['push', 'pullRequest', 'event'] as const;

/** Events that arrived, and what they started or why nothing. */
export function DeliveriesTable(props: {
  repositoryId?: string;
  type?: (typeof deliveryTypes)[number];
}) {
  const { repositoryId, type } = props;
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const columns = useColumns();
  const api = useApi(pipelinesApiRef);
  const pages = usePages(
    `deliveries ${repositoryId ?? ''} ${type ?? ''}`,
    cursor => api.deliveries({ repositoryId, type, cursor }),
  );
  if (pages.error !== undefined) {
    return (
      <ErrorState
        error={pages.error}
        title={t('deliveriesTable.loadFailed')}
        onRetry={pages.reload}
      />
    );
  }
  if (pages.loading) {
    return <Loading what={t('deliveriesTable.deliveries')} />;
  }
  return (
    <DataTable
      label={t('deliveriesTable.title')}
      columns={columns}
      rows={pages.rows}
      rowKey={delivery => delivery.id}
      hasMore={pages.hasMore}
      onMore={pages.loadMore}
      loadingMore={pages.loadingMore}
      empty={
        type ? (
          <EmptyState title={t(`deliveriesTable.none.${type}`)}>
            {t('deliveriesTable.noneHelp')}
          </EmptyState>
        ) : (
          <EmptyState
            title={t('deliveriesTable.empty')}
            action={{
              label: t('deliveriesTable.createService'),
              to: '/create',
            }}
          >
            {t('deliveriesTable.emptyHelp')}
          </EmptyState>
        )
      }
    />
  );
}
