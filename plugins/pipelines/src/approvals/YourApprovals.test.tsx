import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Approval } from '@dop/plugin-pipelines-common';
import { json } from '../__testUtils__/fakePortal';
import { recordedRun, recordedSummary } from '../__testUtils__/runs';
import { showPage } from '../__testUtils__/showPage';
import { YourApprovals } from './YourApprovals';

function approvalOf(number: number, mayDecide: boolean): Approval {
  return {
    run: recordedSummary({ id: `run-${number}`, number, state: 'waiting' }),
    instanceKey: 'release',
    stepId: 'release',
    title: 'Release',
    wait: {
      kind: 'approval',
      since: '2026-03-01T10:00:00.000Z',
      approvers: ['group:default/qa'],
    },
    mayDecide,
    whyNot: mayDecide ? undefined : 'You started it.',
  };
}

function show(waiting: { items: Approval[] }) {
  return showPage(
    <YourApprovals />,
    { pattern: '/', path: '/' },
    {
      'GET /pipelines/approvals': () => json(waiting),
      'POST /pipelines/runs/run-7/steps/release/approval': () => {
        waiting.items = waiting.items.filter(({ run }) => run.number !== 7);
        return json(recordedRun());
      },
    },
  );
}

describe('your approvals', () => {
  it('are counted, lead to the step, and are decided where they stand', async () => {
    const waiting = {
      items: [approvalOf(7, true), approvalOf(8, true), approvalOf(9, false)],
    };
    const server = show(waiting);
    expect(
      await screen.findByText('2 approvals wait for you'),
    ).toBeInTheDocument();
    const list = screen.getByRole('list', { name: 'Your approvals' });
    const [first] = within(list).getAllByRole('listitem');
    expect(
      within(first).getByRole('link', {
        name: 'Release in Checkout delivery #7',
      }),
    ).toHaveAttribute('href', '/pipelines/runs/run-7?step=release');
    await userEvent.click(
      within(first).getByRole('button', { name: 'Decide' }),
    );
    await userEvent.click(
      within(first).getByRole('button', { name: 'Approve' }),
    );
    expect(
      await screen.findByText('1 approval waits for you'),
    ).toBeInTheDocument();
    expect(server.requests).toContain(
      'POST /pipelines/runs/run-7/steps/release/approval {"decision":"approve"}',
    );
  });

  it('appear by themselves, and take no room while there are none', async () => {
    const waiting: { items: Approval[] } = { items: [] };
    const server = show(waiting);
    await waitFor(() => expect(server.watches).toEqual([['runs::undefined']]));
    expect(screen.queryByText(/for you/)).not.toBeInTheDocument();
    waiting.items = [approvalOf(7, true)];
    await server.send({ watch: 'runs:', type: 'runs', runs: [] });
    expect(
      await screen.findByText('1 approval waits for you'),
    ).toBeInTheDocument();
  });
});
