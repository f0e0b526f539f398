import { indentService } from '@codemirror/language';

/** A name that waits for its value, or one whose text begins below it. */
const opens = /^(\s*(?:-\s+)*)[^\s#-][^#]*:\s*(?:[|>][-+0-9]*)?\s*$/;

/**
 * Behind `name:` a new line goes one level in, or as far as the line below; the
 * language by itself only knows of values that stand there already.
 */
export const yamlIndent = indentService.of((context, pos) => {
  if (context.simulatedBreak !== pos) {
    return undefined;
  }
  const { state, unit } = context;
  const line = state.doc.lineAt(pos);
  const opened = opens.exec(line.text.slice(0, pos - line.from));
  if (!opened || line.text.slice(pos - line.from).trim()) {
    return undefined;
  }
  const column = opened[1].length;
  const below =
    line.number < state.doc.lines
      ? state.doc.line(line.number + 1).text.search(/\S/)
      : -1;
  return below > column ? below : column + unit;
});
