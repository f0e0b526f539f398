import { Annotation, type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import type { HistoryChange, TextHistory } from './TextHistory';
import { changeBetween, changeText, type TextChange } from './TextChange';
import { scrollWithin } from './scrollWithin';
import {
  ShownOffsets,
  shownText,
  toShownChanges,
  toTextChanges,
} from './shownText';

/** On what the editor does by itself: no person typed or moved the cursor. */
export const fromOutside = Annotation.define<boolean>();

/** Texts in which an edit may be shown otherwise than it was made. */
const oddText = /\r(?!\n)|\uFEFF/;

/**
 * Keeps an editor and the history of its text the same. The history has the exact
 * text; the editor shows it with line breaks of its own.
 */
export class HistoryBinding {
  readonly #history: TextHistory;
  /** The text that the editor shows. */
  #text: string;
  #offsets: ShownOffsets;

  constructor(history: TextHistory) {
    this.#history = history;
    this.#text = history.text;
    this.#offsets = ShownOffsets.of(this.#text);
  }

  /** What to show at first. */
  get shown(): string {
    return shownText(this.#text);
  }

  /** The text that is shown, with the line breaks of the file. */
  get text(): string {
    return this.#text;
  }

  toShown(offset: number): number {
    return this.#offsets.toShown(Math.min(offset, this.#text.length));
  }

  /**
   * A translation of offsets of another text, from before or after a few changes.
   * What lies inside of what changed goes to its end.
   */
  shownFrom(text: string): (offset: number) => number {
    if (text === this.#text) {
      return offset => this.toShown(offset);
    }
    const { from, to, insert } = changeBetween(text, this.#text);
    const moved = insert.length - (to - from);
    return offset =>
      this.toShown(
        offset <= from ? offset : Math.max(from, Math.max(to, offset) + moved),
      );
  }

  toText(shown: number): number {
    return this.#offsets.toText(shown);
  }

  /** Undo and redo by the history, and every change handed to it. */
  get extension(): Extension {
    const undo = (view: EditorView) => this.#walk('undo', view);
    const redo = (view: EditorView) => this.#walk('redo', view);
    return [
      Prec.high(
        keymap.of([
          { key: 'Mod-z', run: undo, preventDefault: true },
          { key: 'Mod-y', mac: 'Mod-Shift-z', run: redo, preventDefault: true },
          { linux: 'Ctrl-Shift-z', win: 'Ctrl-Shift-z', run: redo },
        ]),
      ),
      EditorView.domEventHandlers({
        // The browser's own menu.
        beforeinput: (event, view) => {
          if (event.inputType === 'historyUndo') {
            event.preventDefault();
            return undo(view);
          }
          if (event.inputType === 'historyRedo') {
            event.preventDefault();
            return redo(view);
          }
          return false;
        },
      }),
      EditorView.updateListener.of(update => {
        if (
          update.docChanged &&
          !update.transactions.some(tr => tr.annotation(fromOutside))
        ) {
          const changes: TextChange[] = [];
          update.changes.iterChanges((from, to, _from, _to, inserted) =>
            changes.push({ from, to, insert: inserted.toString() }),
          );
          const typed = update.transactions.every(
            tr =>
              tr.isUserEvent('input.type') ||
              tr.isUserEvent('delete.backward') ||
              tr.isUserEvent('delete.forward'),
          );
          this.#typed(update.view, changes, typed);
        }
      }),
    ];
  }

  /** Shows what others change; gives back how to stop. */
  follow(view: EditorView): () => void {
    return this.#history.subscribe(change => {
      if (change.origin !== this) {
        this.#show(view, change);
      }
    });
  }

  #walk(way: 'undo' | 'redo', view: EditorView): boolean {
    if (!view.state.readOnly) {
      this.#history[way]();
    }
    return true;
  }

  #typed(view: EditorView, changes: TextChange[], typed: boolean) {
    const exact = toTextChanges(this.#text, this.#offsets, changes);
    this.#become(changeText(this.#text, exact));
    this.#history.apply(exact, this, { typed });
    if (oddText.test(this.#text)) {
      this.#synchronize(view);
    }
  }

  #show(view: EditorView, { changes, origin }: HistoryChange) {
    const shown = toShownChanges(this.#text, this.#offsets, changes);
    this.#become(changeText(this.#text, changes));
    const walked = origin === 'undo' || origin === 'redo';
    const last = shown[shown.length - 1];
    const set = view.state.changes(shown);
    view.dispatch({
      changes: set,
      // People see where undo went; other changes leave the cursor where it is.
      selection:
        walked && last ? { anchor: set.mapPos(last.to, 1) } : undefined,
      annotations: fromOutside.of(true),
    });
    if (walked) {
      scrollWithin(view, view.state.selection.main);
    }
  }

  #become(text: string) {
    this.#text = text;
    this.#offsets = ShownOffsets.of(text);
  }

  /** Where one `\r` or a mark came to another place, it is shown otherwise. */
  #synchronize(view: EditorView) {
    const change = changeBetween(view.state.doc.toString(), this.shown);
    if (change.insert || change.to > change.from) {
      view.dispatch({ changes: change, annotations: fromOutside.of(true) });
    }
  }
}
