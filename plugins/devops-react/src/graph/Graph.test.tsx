import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { showInPortal } from '../__testUtils__/showInPortal';
import { Graph } from './Graph';

class NoResize {
  observe() {}
  unobserve() {}
  disconnect() {}
}

beforeAll(() => {
  Object.defineProperty(window, 'ResizeObserver', { value: NoResize });
});

describe('Graph', () => {
  it('shows each step with its state, and all of it can be reached by keyboard', async () => {
    const chosen: string[] = [];
    const view = (state: string) => (
      <Graph
        label="Steps of run 12"
        nodes={[
          { id: 'source', title: 'Source', state: 'succeeded' },
          {
            id: 'test',
            title: 'Test',
            state,
            instances: [
              { key: 'test[shard=1]', state: 'succeeded' },
              { key: 'test[shard=2]', state },
            ],
          },
        ]}
        edges={[
          {
            id: 'source-test',
            from: 'source',
            to: 'test',
            labels: ['tree', 'commit'],
            flowed: true,
          },
        ]}
        onSelectNode={id => chosen.push(id)}
        onSelectEdge={id => chosen.push(id)}
      />
    );
    const { rerender } = showInPortal(view('running'));
    expect(
      await screen.findByRole('button', { name: 'Test, Running' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('group', { name: 'Steps of run 12' }),
    ).toBeInTheDocument();
    rerender(view('failed'));
    const failed = screen.getByRole('button', { name: 'Test, Failed' });
    failed.focus();
    await userEvent.keyboard('{Enter}');
    const link = await screen.findByRole('button', {
      name: 'Data from source to test: tree, commit',
    });
    link.focus();
    await userEvent.keyboard('{Enter}');
    expect(chosen).toEqual(['test', 'source-test']);
    expect(link).toHaveTextContent('tree +1');
  });
});
