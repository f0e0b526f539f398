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
import { actorName, refName, triggerWords } from '../components/words';
import { commitPath, repositoryPath, runPath } from '../links/links';

const useStyles = makeStyles(
  { soft: { color: 'var(--dop-text-soft)' } },
  { name: 'DopDeliveries' },
);

/** A delivery's state in the words of the one map. */
const looks: Record<Delivery['state'], string> = {
  received: 'queued',
  processed: 'succeeded',
  skipped: 'skipped',
  failed: 'failed',
};

function Outcome({ delivery }: { delivery: Delivery }) {
  const classes = useStyles();
  const parts = [
    delivery.errors > 0 && `${delivery.errors} errors in workflow files`,
    delivery.reason,
  ].filter(Boolean);
  return (
    <>
      {delivery.runIds.map((id, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <SafeLink to={runPath(id)}>
            {delivery.runIds.length === 1 ? 'One run' : `Run ${index + 1}`}
          </SafeLink>
        </span>
      ))}{' '}
      <span className={classes.soft} title={parts.join('; ')}>
        {parts.join('; ') ||
          (delivery.runIds.length === 0 && delivery.state === 'processed'
            ? 'No workflow starts on it'
            : '')}
      </span>
    </>
  );
}

const columns: DataColumn<Delivery>[] = [
  {
    id: 'state',
    label: 'State',
    width: '124px',
    render: delivery => <StateLabel state={looks[delivery.state]} />,
  },
  {
    id: 'what',
    label: 'Event',
    width: 'minmax(0, 1.4fr)',
    phone: 'primary',
    render: delivery => (
      <>
        {triggerWords[delivery.type]} to{' '}
        <SafeLink to={repositoryPath(delivery.repository)}>
          {delivery.repository}
        </SafeLink>
      </>
    ),
  },
  {
    id: 'ref',
    label: 'Commit',
    width: 'minmax(0, 1fr)',
    render: delivery => (
      <>
        <ShortHash
          hash={delivery.commit}
          to={commitPath(delivery.repository, delivery.commit)}
          plain
        />{' '}
        {refName(delivery.ref)}
      </>
    ),
  },
  {
    id: 'outcome',
    label: 'Started',
    width: 'minmax(0, 2fr)',
    render: delivery => <Outcome delivery={delivery} />,
  },
  {
    id: 'who',
    label: 'Who',
    width: 'minmax(0, 0.7fr)',
    phone: 'hidden',
    render: delivery => actorName(delivery.actor),
  },
  {
    id: 'when',
    label: 'When',
    width: '84px',
    align: 'right',
    render: delivery => <RelativeTime time={delivery.receivedAt} />,
  },
];

/** Events that arrived, and what they started or why nothing. */
export function DeliveriesTable({ repositoryId }: { repositoryId?: string }) {
  const api = useApi(pipelinesApiRef);
  const pages = usePages(`deliveries ${repositoryId ?? ''}`, cursor =>
    api.deliveries({ repositoryId, cursor }),
  );
  if (pages.error !== undefined) {
    return (
      <ErrorState
        error={pages.error}
        title="The deliveries could not be loaded"
        onRetry={pages.reload}
      />
    );
  }
  if (pages.loading) {
    return <Loading what="deliveries" />;
  }
  return (
    <DataTable
      label="Deliveries"
      columns={columns}
      rows={pages.rows}
      rowKey={delivery => delivery.id}
      hasMore={pages.hasMore}
      onMore={pages.loadMore}
      loadingMore={pages.loadingMore}
      empty={
        <EmptyState title="Nothing has arrived yet">
          Every push that arrives is listed here, with the runs that it started
          or the reason why none did.
        </EmptyState>
      }
    />
  );
}
