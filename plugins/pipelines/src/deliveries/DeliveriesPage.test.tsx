import '@testing-library/jest-dom';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Delivery } from '@dop/plugin-pipelines-common';
import { json } from '../__testUtils__/fakePortal';
import { showPage } from '../__testUtils__/showPage';
import { DeliveriesPage } from './DeliveriesPage';

const commit = '3f2a1c4d5e6f708192a3b4c5d6e7f8091a2b3c4d';

function delivery(id: string, change: Partial<Delivery>): Delivery {
  return {
    id,
    source: 'code',
    type: 'push',
    repositoryId: 'repo-1',
    repository: 'shop/checkout',
    ref: 'refs/heads/topic',
    before: '',
    commit,
    actor: 'user:default/jane',
    state: 'processed',
    runIds: [],
    errors: 0,
    receivedAt: '2026-03-01T10:00:00.000Z',
    ...change,
  };
}

it('says what arrived: pushes, pull requests with the way there, and events', async () => {
  const deliveries = [
    delivery('1', {}),
    delivery('2', {
      type: 'pullRequest',
      pullRequest: {
        number: 5,
        title: 'Round prices',
        source: 'topic',
        target: 'main',
        action: 'reopened',
      },
      runIds: ['run-7'],
    }),
    delivery('3', {
      type: 'event',
      event: {
        workflowId: 'w',
        type: 'dev.cdevents.artifact.published.0.3.0',
        subject: 'pkg:oci/checkout',
      },
      commit: '',
      ref: 'refs/heads/main',
      actor: 'run:run-7',
    }),
  ];
  showPage(
    <DeliveriesPage />,
    { pattern: '/pipelines/deliveries', path: '/pipelines/deliveries' },
    {
      'GET /pipelines/deliveries': (_, query) =>
        json({
          items: deliveries.filter(
            ({ type }) => !query.get('type') || type === query.get('type'),
          ),
        }),
    },
  );
  const link = await screen.findByRole('link', { name: '#5 Round prices' });
  expect(link).toHaveAttribute('href', '/code/shop/checkout/pull-requests/5');
  const [, push, pull, event] = screen.getAllByRole('row');
  expect(push).toHaveTextContent('shop/checkout push');
  expect(pull).toHaveTextContent('shop/checkout reopened: #5 Round prices');
  expect(event).toHaveTextContent('shop/checkout heard: artifact.published');
  expect(event).toHaveTextContent('a run');
  await userEvent.click(screen.getByRole('button', { name: 'Event' }));
  await userEvent.click(
    await screen.findByRole('menuitem', { name: /pull request/ }),
  );
  await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(2));
  expect(
    screen.getByText('/pipelines/deliveries?type=pullRequest'),
  ).toBeInTheDocument();
});
