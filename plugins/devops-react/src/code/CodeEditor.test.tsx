import { useState } from 'react';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { diagnosticCount, forEachDiagnostic } from '@codemirror/lint';
import { startCompletion } from '@codemirror/autocomplete';
import { EditorView } from '@codemirror/view';
import { makeTextMeasurable } from '../__testUtils__/measurable';
import { showInPortal } from '../__testUtils__/showInPortal';
import { CodeEditor } from './CodeEditor';
import type { CodeEditorProps } from './editorTypes';
import { TextHistory } from './TextHistory';

beforeAll(makeTextMeasurable);

type Given = Partial<CodeEditorProps>;

async function editorOf(text: string, given: Given = {}) {
  const history = TextHistory.create(text);
  const editor = (more: Given) => (
    <CodeEditor history={history} label="File" language="yaml" {...more} />
  );
  const { rerender } = showInPortal(editor(given));
  const content = await screen.findByRole('textbox', { name: 'File' });
  const view = EditorView.findFromDOM(content);
  if (!view) {
    throw new Error('There is no editor');
  }
  /** Findings as they are shown: the text below each. */
  const found = () => {
    const texts: string[] = [];
    forEachDiagnostic(view.state, (_, from, to) =>
      texts.push(view.state.sliceDoc(from, to)),
    );
    return texts;
  };
  const type = (insert: string, at = view.state.selection.main.head) =>
    act(() =>
      view.dispatch({
        changes: { from: at, insert },
        selection: { anchor: at + insert.length },
        userEvent: 'input.type',
      }),
    );
  const give = (more: Given) => rerender(editor({ ...given, ...more }));
  return { history, content, view, found, type, give };
}

describe('CodeEditor', () => {
  it('shows the text and what others change in it, and undoes both', async () => {
    const { history, view, type, content } = await editorOf(
      'kind: Workflow\r\nspec:\r\n',
    );
    expect(view.state.doc.toString()).toBe('kind: Workflow\nspec:\n');
    act(() => history.apply([{ from: 23, to: 23, insert: '  env: {}\r\n' }]));
    expect(view.state.doc.toString()).toBe(
      'kind: Workflow\nspec:\n  env: {}\n',
    );
    type('# here\n', 15);
    expect(history.text).toBe(
      'kind: Workflow\r\n# here\r\nspec:\r\n  env: {}\r\n',
    );
    content.focus();
    await userEvent.keyboard('{Control>}zz{/Control}');
    expect(history.text).toBe('kind: Workflow\r\nspec:\r\n');
    await userEvent.keyboard('{Control>}y{/Control}');
    expect(view.state.doc.toString()).toBe(
      'kind: Workflow\nspec:\n  env: {}\n',
    );
  });

  it.each([
    ['steps:‸', 'steps:\n  ‸'],
    ['steps:\n  a:‸\n  b: 1', 'steps:\n  a:\n    ‸\n  b: 1'],
    ['steps:‸\n    a: 1', 'steps:\n    ‸\n    a: 1'],
    ['- a:‸', '- a:\n    ‸'],
    ['a:\n  b: |‸', 'a:\n  b: |\n    ‸'],
    ['a:\n  b: 1‸', 'a:\n  b: 1\n  ‸'],
  ])('breaks a line where its names go on: %j', async (before, after) => {
    const at = before.indexOf('‸');
    const { view, history } = await editorOf(before.replace('‸', ''));
    view.focus();
    act(() => view.dispatch({ selection: { anchor: at } }));
    await userEvent.keyboard('{Enter}');
    const { head } = view.state.selection.main;
    const { text } = history;
    expect(`${text.slice(0, head)}‸${text.slice(head)}`).toBe(after);
  });

  it('tells where a person put the cursor, in offsets of the text, and nothing else', async () => {
    const told: number[] = [];
    const { history, view, type, give } = await editorOf('a: 1\r\nb: 2\r\n', {
      onCursor: offset => told.push(offset),
    });
    act(() => view.dispatch({ selection: { anchor: 9 }, userEvent: 'select' }));
    type('3');
    expect(told).toEqual([10, 11]);
    act(() => history.apply([{ from: 0, to: 0, insert: '# first\r\n' }]));
    act(() => history.undo());
    give({ reveal: { from: 6, to: 10 } });
    expect(told).toEqual([10, 11]);
    expect(view.contentDOM.querySelector('.cm-revealed')).toHaveTextContent(
      'b: 23',
    );
  });

  it('moves findings with the text, and puts late ones where they belong now', async () => {
    const text = 'a: 1\r\nb: 2\r\n';
    const b = { from: 9, to: 10, severity: 'error', message: 'Two' } as const;
    const { found, type, give } = await editorOf(text, { problems: [b] });
    expect(found()).toEqual(['2']);
    type('# more\n', 0);
    expect(found()).toEqual(['2']);
    // The same again is nothing new, though its offsets are old.
    give({ problems: [{ ...b }] });
    expect(found()).toEqual(['2']);
    const a = { ...b, from: 3, to: 4, message: 'One' };
    give({ problems: [a, b], problemsOf: text });
    expect(found()).toEqual(['1', '2']);
    give({ problems: [] });
    expect(found()).toEqual([]);
  });

  it('walks the findings and applies their fixes by keyboard', async () => {
    const applied: string[] = [];
    const problem = (fix: string) => ({
      from: 3,
      to: 4,
      severity: 'warning' as const,
      message: 'This is one.',
      fixes: [{ title: 'Make it two', apply: () => applied.push(fix) }],
    });
    const { view, content, give } = await editorOf('a: 1\n', {
      problems: [problem('first')],
    });
    // Others that say the same: their fix counts.
    give({ problems: [problem('second')] });
    expect(diagnosticCount(view.state)).toBe(1);
    content.focus();
    await userEvent.keyboard('{F8}');
    expect(view.state.selection.main).toMatchObject({ from: 3, to: 4 });
    expect(await screen.findByText('Make it two')).toBeInTheDocument();
    await userEvent.keyboard('{Control>}.{/Control}');
    expect(applied).toEqual(['second']);
  });

  it('offers completions and puts the chosen one in their place', async () => {
    const asked: unknown[] = [];
    const { history, view } = await editorOf('a: 1\r\nkin', {
      complete: async (text, offset, signal) => {
        asked.push([text, offset, signal.aborted]);
        return [
          { label: 'kind', insert: 'kind: ', from: 6, to: 9, kind: 'field' },
          { label: 'kinship', insert: 'kinship', from: 6, to: 9 },
        ];
      },
    });
    view.focus();
    act(() => view.dispatch({ selection: { anchor: 7 } }));
    act(() => {
      startCompletion(view);
    });
    const option = await screen.findByRole('option', { name: /kind/ });
    expect(asked).toEqual([['a: 1\r\nkin', 8, false]]);
    await userEvent.click(option);
    expect(history.text).toBe('a: 1\r\nkind: ');
    act(() => history.undo());
    expect(history.text).toBe('a: 1\r\nkin');
  });

  it('says how to leave it, and cannot be changed where it is only read', async () => {
    const { content, history, give } = await editorOf('a: 1\n');
    expect(content).toHaveAccessibleDescription(
      /Escape and then Tab leaves the editor/,
    );
    give({ readOnly: true });
    expect(content).toHaveAccessibleDescription(/not changed/);
    act(() => history.apply([{ from: 0, to: 0, insert: '#' }]));
    content.focus();
    await userEvent.keyboard('{Control>}z{/Control}{Delete}');
    expect(history.text).toBe('#a: 1\n');
    expect(content).toHaveTextContent('#a: 1');
  });

  it('shows another text when it gets another history', async () => {
    const texts = ['one: 1', 'two: 2'].map(text => TextHistory.create(text));
    function Switching() {
      const [chosen, choose] = useState(0);
      return (
        <>
          <button onClick={() => choose(1)}>Other</button>
          <CodeEditor history={texts[chosen]} label="File" language="yaml" />
        </>
      );
    }
    showInPortal(<Switching />);
    expect(await screen.findByRole('textbox')).toHaveTextContent('one: 1');
    await userEvent.click(screen.getByRole('button', { name: 'Other' }));
    expect(screen.getByRole('textbox')).toHaveTextContent('two: 2');
    act(() => texts[0].apply([{ from: 0, to: 0, insert: '# ' }]));
    expect(screen.getByRole('textbox')).toHaveTextContent('two: 2');
  });
});
