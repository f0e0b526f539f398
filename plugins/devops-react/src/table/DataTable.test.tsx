import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, useLocation } from 'react-router-dom';
import { showInPortal } from '../__testUtils__/showInPortal';
import { DataTable, type DataTableProps } from './DataTable';

interface Row {
  id: string;
  size?: number;
}

function Address() {
  return <output>{useLocation().pathname}</output>;
}

function show(props: Partial<DataTableProps<Row>> & { rows: Row[] }) {
  return showInPortal(
    <MemoryRouter>
      <DataTable<Row>
        label="Things"
        rowKey={row => row.id}
        rowHref={row => `/things/${row.id}`}
        columns={[
          { id: 'name', label: 'Name', render: row => row.id },
          {
            id: 'size',
            label: 'Size',
            align: 'right',
            render: row => row.size ?? '–',
            sortValue: row => row.size,
          },
        ]}
        {...props}
      />
      <Address />
    </MemoryRouter>,
  );
}

const names = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map(row => within(row).getAllByRole('cell')[0].textContent);

describe('DataTable', () => {
  it('walks by j and k and opens by Enter', async () => {
    show({ rows: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] });
    const frame = () =>
      new Promise(resolve => requestAnimationFrame(() => resolve(undefined)));
    for (const key of ['j', 'j', 'j', 'k']) {
      await userEvent.keyboard(key);
      await frame();
    }
    expect(screen.getAllByRole('row')[2]).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(screen.getByText('/things/b')).toBeInTheDocument();
  });

  it('sorts both ways and back, with unknown values last', async () => {
    show({ rows: [{ id: 'a', size: 2 }, { id: 'b' }, { id: 'c', size: 1 }] });
    const size = screen.getByRole('button', { name: /Size/ });
    await userEvent.click(size);
    expect(names()).toEqual(['c', 'a', 'b']);
    await userEvent.click(size);
    expect(names()).toEqual(['a', 'c', 'b']);
    await userEvent.click(size);
    expect(names()).toEqual(['a', 'b', 'c']);
  });

  it('holds ten thousand rows without drawing them all', () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => ({ id: `r${at}` }));
    show({ rows });
    expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '10001');
    expect(screen.getAllByRole('row').length).toBeLessThan(100);
  });

  it('says what the list is for when there is nothing, and loads more on request', async () => {
    const onMore = jest.fn();
    const { unmount } = show({ rows: [], empty: <p>Nothing yet</p> });
    expect(screen.getByText('Nothing yet')).toBeInTheDocument();
    unmount();
    show({ rows: [{ id: 'a' }], hasMore: true, onMore });
    await userEvent.click(screen.getByRole('button', { name: 'Load more' }));
    expect(onMore).toHaveBeenCalledTimes(1);
  });
});
