import {
  pickedCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
} from '@codemirror/autocomplete';
import type { CodeCompletion, CodeEditorProps } from './editorTypes';
import type { HistoryBinding } from './historyBinding';

/** Icons of the list. */
const types = {
  field: 'property',
  value: 'enum',
  name: 'variable',
  function: 'function',
} as const;

/** Where a list opens by itself though no letter has been typed yet. */
const opens = /(?:[.@/]|(?::|-|,|\[|\$\{\{) )$/;

/** Offers what `complete` gives, in the order that it gives. */
export function completionSource(
  binding: HistoryBinding,
  complete: () => CodeEditorProps['complete'],
): CompletionSource {
  return async (context: CompletionContext) => {
    const ask = complete();
    if (!ask || !mayOffer(context)) {
      return null;
    }
    const abort = new AbortController();
    context.addEventListener('abort', () => abort.abort());
    let found: CodeCompletion[];
    try {
      const offset = binding.toText(context.pos);
      found = await ask(binding.text, offset, abort.signal);
    } catch (error) {
      // What was asked for is no longer wanted, or cannot be had: no list.
      return null;
    }
    return resultOf(context, binding, found);
  };
}

function mayOffer(context: CompletionContext): boolean {
  if (context.explicit) {
    return true;
  }
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  return /\w$/.test(before) || opens.test(before);
}

function resultOf(
  context: CompletionContext,
  binding: HistoryBinding,
  found: readonly CodeCompletion[],
): CompletionResult | null {
  if (found.length === 0 || context.aborted) {
    return null;
  }
  const from = binding.toShown(found[0].from);
  const typed = context.state.sliceDoc(from, context.pos);
  const whole = found.some(
    ({ label, insert }) => label === typed && insert === typed,
  );
  // Enter after a whole word breaks the line.
  if (whole && !context.explicit) {
    return null;
  }
  return {
    from,
    options: found.map((completion, index): Completion => {
      const behind = Math.max(0, binding.toShown(completion.to) - context.pos);
      return {
        label: completion.label,
        detail: completion.detail,
        info: completion.info,
        type: completion.kind && types[completion.kind],
        // Equal matches stay in the order that they were given in.
        boost: Math.max(-99, -index),
        apply: (view, chosen, start, end) => {
          const to = Math.min(end + behind, view.state.doc.length);
          view.dispatch({
            changes: { from: start, to, insert: completion.insert },
            selection: { anchor: start + completion.insert.length },
            scrollIntoView: true,
            userEvent: 'input.complete',
            annotations: pickedCompletion.of(chosen),
          });
        },
      };
    }),
  };
}
