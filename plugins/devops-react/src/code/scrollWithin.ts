import type { EditorView } from '@codemirror/view';

/** Of the height of the editor, above what is scrolled to. */
const above = 0.3;

/**
 * Scrolls the editor to a range unless all of it is seen, and nothing around the
 * editor: who works in a drawing beside the text stays where they are.
 */
export function scrollWithin(
  view: EditorView,
  range: { from: number; to: number },
  again = true,
) {
  view.requestMeasure({
    read: () => {
      const { scrollTop, clientHeight } = view.scrollDOM;
      const { length } = view.state.doc;
      const { top } = view.lineBlockAt(Math.min(range.from, length));
      const { bottom } = view.lineBlockAt(Math.min(range.to, length));
      const shown = top >= scrollTop && bottom <= scrollTop + clientHeight;
      return shown ? undefined : Math.max(0, top - clientHeight * above);
    },
    write: top => {
      if (top === undefined) {
        return;
      }
      view.scrollDOM.scrollTop = top;
      // Heights of wrapped lines are only known once they were drawn.
      if (again) {
        requestAnimationFrame(() => {
          if (view.dom.isConnected) {
            scrollWithin(view, range, false);
          }
        });
      }
    },
  });
}
