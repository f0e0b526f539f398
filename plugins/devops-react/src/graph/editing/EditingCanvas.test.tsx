import { useState } from 'react';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { showInPortal } from '../../__testUtils__/showInPortal';
import { Graph } from '../Graph';
import { droppedComponentType, type GraphEdge, type GraphNode } from '../types';

class NoResize {
  observe() {}
  unobserve() {}
  disconnect() {}
}

beforeAll(() => {
  Object.defineProperty(window, 'ResizeObserver', { value: NoResize });
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { value: 1000 });
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { value: 600 });
});

const link = (from: string, to: string, ...labels: string[]): GraphEdge => ({
  id: `${from}-${to}`,
  from,
  to,
  labels,
});

/** A page that does what the drawing says, as the editor's page does. */
function Page({
  done,
  empty,
  disabled,
}: {
  done: unknown[][];
  empty?: boolean;
  disabled?: boolean;
}) {
  const [nodes, setNodes] = useState<GraphNode[]>(
    empty
      ? []
      : ['source', 'test', 'image', 'release'].map(id => ({
          id,
          title: id,
          problems:
            id === 'image'
              ? { severity: 'error', text: 'An input is missing.\nIt is old.' }
              : undefined,
        })),
  );
  const [edges, setEdges] = useState<GraphEdge[]>(
    empty
      ? []
      : [
          link('source', 'test', 'tree'),
          link('source', 'image', 'tree'),
          link('test', 'image'),
        ],
  );
  const [selected, setSelected] = useState<string>();
  return (
    <>
      <Graph
        label="Steps"
        nodes={nodes}
        edges={edges}
        selected={selected}
        onSelectNode={setSelected}
        onSelectEdge={setSelected}
        editing={{
          disabled,
          onConnect: (from, to) => {
            done.push(['connect', from, to]);
            setEdges([...edges, link(from, to)]);
          },
          whyNotConnect: (_, to) =>
            to === 'release' ? 'It takes nothing.' : undefined,
          onRemove: id => {
            done.push(['remove', id]);
            setNodes(nodes.filter(node => node.id !== id));
            setEdges(
              edges.filter(edge => ![edge.id, edge.from, edge.to].includes(id)),
            );
          },
          onRename: id => {
            done.push(['rename', id]);
            const to = `${id}Again`;
            setNodes(
              nodes.map(node =>
                node.id === id ? { ...node, id: to, title: to } : node,
              ),
            );
            setEdges(
              edges.map(({ from, to: end }) =>
                link(from === id ? to : from, end === id ? to : end),
              ),
            );
          },
          onAdd: (after, data) => {
            done.push(['add', after, data]);
            setNodes([
              ...nodes.filter(({ id }) => id !== 'fresh'),
              { id: 'fresh', title: 'fresh' },
            ]);
          },
        }}
      />
      <input aria-label="Name" />
    </>
  );
}

let again: ReturnType<typeof showInPortal>['rerender'];

async function open(empty?: boolean) {
  const done: unknown[][] = [];
  const { rerender } = showInPortal(<Page done={done} empty={empty} />);
  await screen.findByRole('group', { name: 'Steps' });
  again = rerender;
  return done;
}

const step = (name: string | RegExp) => screen.getByRole('button', { name });
const hasFocus = (name: string | RegExp) =>
  waitFor(() => expect(step(name)).toHaveFocus());

describe('A drawing that is edited', () => {
  it('is walked through by arrow keys, and what is reached is selected', async () => {
    await open();
    (await screen.findByRole('button', { name: 'source' })).focus();
    await userEvent.keyboard('{ArrowRight}');
    await hasFocus('test');
    expect(step('test')).toHaveAttribute('aria-pressed', 'true');
    await userEvent.keyboard('{ArrowRight}');
    await hasFocus('image, 2 problems: An input is missing. It is old.');
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    await hasFocus('source');
    // One stop for Tab among the steps, with the links that it has.
    const stops = screen
      .getAllByRole('button')
      .filter(({ tabIndex }) => tabIndex === 0)
      .map(each => each.getAttribute('aria-label'));
    expect(stops).toEqual(
      expect.arrayContaining([
        'source',
        'Data from source to test: tree',
        'Data from source to image: tree',
        'Add a step behind source',
      ]),
    );
    expect(stops).not.toContain('test');
    expect(stops).not.toContain('image waits for test');
  });

  it('draws a line by keyboard, and says why a step refuses it', async () => {
    const done = await open();
    (await screen.findByRole('button', { name: 'test' })).focus();
    await userEvent.keyboard('c');
    const field = await screen.findByRole('combobox', {
      name: 'Connect test to …',
    });
    expect(field).toHaveFocus();
    const list = screen.getByRole('listbox');
    expect(
      within(list)
        .getAllByRole('option')
        .map(option => option.textContent),
    ).toEqual([
      'image',
      'releaseIt takes nothing.',
      'sourcesource comes before test already, so this link would go in a circle.',
    ]);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(done).toEqual([]);
    await userEvent.keyboard('ima{Enter}');
    expect(done).toEqual([['connect', 'test', 'image']]);
    await hasFocus('test');
    expect(screen.queryByRole('listbox')).not.toBeInTheDocument();
    await userEvent.keyboard('c');
    await screen.findByRole('listbox');
    await userEvent.keyboard('{Escape}');
    await hasFocus('test');
    expect(done).toHaveLength(1);
  });

  it('offers the same list to those who press the port', async () => {
    const done = await open();
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Link source to another step',
      }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: /^image/ }),
    );
    expect(done).toEqual([['connect', 'source', 'image']]);
  });

  it('removes what has the focus, which goes to a neighbour', async () => {
    const done = await open();
    (await screen.findByRole('button', { name: /^image, / })).focus();
    await userEvent.keyboard('{Delete}');
    await hasFocus('source');
    expect(screen.queryByText('image')).not.toBeInTheDocument();
    // A key that is held takes no second one.
    fireEvent.keyDown(step('source'), { key: 'Delete', repeat: true });
    step('Data from source to test: tree').focus();
    await userEvent.keyboard('{Backspace}');
    await hasFocus('test');
    expect(done).toEqual([
      ['remove', 'image'],
      ['remove', 'source-test'],
    ]);
  });

  it('takes no keys from those who type', async () => {
    const done = await open();
    await userEvent.click(await screen.findByRole('button', { name: 'test' }));
    await userEvent.click(screen.getByLabelText('Name'));
    await userEvent.keyboard('cab{Backspace}{Delete}');
    expect(screen.getByLabelText('Name')).toHaveValue('ca');
    expect(done).toEqual([]);
    expect(screen.queryByRole('listbox')).not.toBeInTheDocument();
  });

  it('keeps the focus on a step that gets another name', async () => {
    const done = await open();
    (await screen.findByRole('button', { name: 'test' })).focus();
    await userEvent.keyboard('{F2}');
    await hasFocus('testAgain');
    expect(done).toEqual([['rename', 'test']]);
  });

  it('removes the selected link while nothing has the focus', async () => {
    const done = await open();
    const need = await screen.findByRole('button', {
      name: 'image waits for test',
    });
    await userEvent.click(need);
    expect(need).toHaveAttribute('aria-pressed', 'true');
    need.blur();
    await userEvent.keyboard('{Delete}');
    expect(done).toEqual([['remove', 'test-image']]);
  });

  it('adds behind a step, by its button or by what is dropped', async () => {
    const done = await open();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Add a step behind test' }),
    );
    const dataTransfer = {
      types: [droppedComponentType],
      getData: () => 'dop/shell@1',
      dropEffect: '',
    };
    expect(step('fresh')).toBeInTheDocument();
    fireEvent.dragOver(step('test'), { dataTransfer });
    fireEvent.drop(step('test'), { dataTransfer });
    fireEvent.drop(screen.getByRole('group', { name: 'Steps' }), {
      dataTransfer,
    });
    fireEvent.drop(step('test'), { dataTransfer: { types: ['Files'] } });
    expect(done).toEqual([
      ['add', 'test', undefined],
      ['add', 'test', 'dop/shell@1'],
      ['add', undefined, 'dop/shell@1'],
    ]);
  });

  it('changes nothing while it is disabled, and keeps the focus', async () => {
    const done = await open();
    (await screen.findByRole('button', { name: 'test' })).focus();
    again(<Page done={done} disabled />);
    expect(step('test')).toHaveFocus();
    fireEvent.drop(step('test'), {
      dataTransfer: { types: [droppedComponentType], getData: () => 'a' },
    });
    await userEvent.keyboard('{Delete}{F2}c{ArrowRight}');
    await hasFocus(/^image, /);
    expect(screen.queryByRole('listbox')).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Add/ })).toBeNull();
    expect(done).toEqual([]);
    again(<Page done={done} />);
    await userEvent.keyboard('{Delete}');
    expect(done).toEqual([['remove', 'image']]);
  });

  it('begins with a button where there is no step', async () => {
    const done = await open(true);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Add a step' }),
    );
    expect(done).toEqual([['add', undefined, undefined]]);
    await hasFocus('fresh');
  });
});
