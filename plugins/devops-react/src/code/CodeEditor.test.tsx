import { act, screen } from '@testing-library/react';
import { EditorView } from '@codemirror/view';
import { showInPortal } from '../__testUtils__/showInPortal';
import { makeTextMeasurable } from '../__testUtils__/measurable';
import { CodeEditor } from './CodeEditor';
import { TextHistory } from './TextHistory';

beforeAll(makeTextMeasurable);

async function editorOf(history: TextHistory) {
  showInPortal(<CodeEditor history={history} label="File" language="yaml" />);
  const content = await screen.findByRole('textbox', { name: 'File' });
  const view = EditorView.findFromDOM(content);
  if (!view) {
    throw new Error('There is no editor');
  }
  return { content, view };
}

describe('CodeEditor', () => {
  it('shows the text and what others change in it', async () => {
    const history = TextHistory.create('kind: Workflow\r\nspec:\r\n');
    const { view } = await editorOf(history);
    expect(view.state.doc.toString()).toBe('kind: Workflow\nspec:\n');
    act(() => history.apply([{ from: 23, to: 23, insert: '  env: {}\r\n' }]));
    expect(view.state.doc.toString()).toBe(
      'kind: Workflow\nspec:\n  env: {}\n',
    );
    act(() => history.undo());
    expect(view.state.doc.toString()).toBe('kind: Workflow\nspec:\n');
  });
});
