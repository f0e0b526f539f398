import { EntityProvider } from '@backstage/plugin-catalog-react';
import { errorApiRef, translationApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import type { TestReportsApi } from '@dop/plugin-test-reports-common';
import { configure, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router-dom';
import { testReportsApiRef } from '../api/testReportsApiRef';
import { LastReportCard } from './LastReportCard';

// Other tests keep the machine busy.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 15_000 });

const reports = jest.fn();

function show() {
  render(
    <TestApiProvider
      apis={[
        [testReportsApiRef, { reports } as unknown as TestReportsApi],
        [translationApiRef, mockApis.translation()],
        [errorApiRef, mockApis.error()],
      ]}
    >
      <MemoryRouter>
        <EntityProvider
          entity={{
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: { name: 'checkout', namespace: 'shop' },
          }}
        >
          <LastReportCard />
        </EntityProvider>
      </MemoryRouter>
    </TestApiProvider>,
  );
}

beforeEach(() => reports.mockReset());

describe('the tests on the overview of a service', () => {
  it('are those of its newest report, in words and with its state', async () => {
    reports.mockResolvedValue({
      items: [
        {
          id: '7',
          state: 'complete',
          totals: {
            tests: 5,
            passed: 2,
            failed: 3,
            errored: 0,
            skipped: 0,
            flaky: 0,
          },
          warnings: [],
          receivedAt: '2030-01-02T03:04:05.000Z',
        },
      ],
    });
    show();
    expect(
      await screen.findByRole('link', { name: '3 of 5 tests failed' }),
    ).toHaveAttribute('href', '/tests/7');
    expect(document.querySelector('svg')).toHaveAttribute(
      'data-state',
      'failed',
    );
    expect(reports).toHaveBeenCalledWith({
      entityRef: 'component:shop/checkout',
      limit: 1,
    });
  });

  it('say how a report comes while there is none', async () => {
    reports.mockResolvedValue({ items: [] });
    show();
    expect(await screen.findByText(/No report yet/)).toBeInTheDocument();
  });

  it('say what failed and try again', async () => {
    reports
      .mockRejectedValueOnce(new Error('The reports are being moved'))
      .mockResolvedValue({ items: [] });
    show();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The reports are being moved',
    );
    await userEvent.click(screen.getByRole('button', { name: /again/i }));
    expect(await screen.findByText(/No report yet/)).toBeInTheDocument();
  });
});
