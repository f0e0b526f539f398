import {
  changeBetween,
  changeText,
  invertChanges,
  type TextChange,
} from './TextChange';

/** What listeners are told. */
export interface HistoryChange {
  /** In offsets of the text before. */
  changes: readonly TextChange[];
  /** As given to `apply`; `undo`, `redo` or `reset` for those. */
  origin?: unknown;
}

export interface TextHistoryOptions {
  /** Milliseconds; the clock of the page unless told. */
  now?(): number;
}

/** One step to undo: what led to the text behind it and what leads back. */
interface Step {
  changes: readonly TextChange[];
  inverse: readonly TextChange[];
  /** Of typing: who types, and when last. Others never grow. */
  typed?: { origin: unknown; at: number };
}

/** Typing goes on as the same step up to this pause, in milliseconds. */
const pause = 500;
/** Older steps are forgotten. */
const mostSteps = 1000;

/**
 * A text that is being edited, and the way back. It keeps the exact text: line
 * breaks, byte order mark and halves of characters are the caller's.
 *
 * @remarks
 * The one store of an editor: who types, draws or fills in a form applies changes
 * here, and everything that is shown follows from the text.
 */
export class TextHistory {
  readonly #now: () => number;
  readonly #listeners = new Set<(change: HistoryChange) => void>();
  /** Changes that listeners have not been told of, in order. */
  readonly #untold: HistoryChange[] = [];
  #text: string;
  #done: Step[] = [];
  #undone: Step[] = [];
  #telling = false;

  static create(text: string, options: TextHistoryOptions = {}): TextHistory {
    return new TextHistory(text, options.now ?? (() => performance.now()));
  }

  private constructor(text: string, now: () => number) {
    this.#text = text;
    this.#now = now;
  }

  get text(): string {
    return this.#text;
  }

  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /**
   * One step to undo; changes that change nothing are none.
   *
   * @param changes - offsets of the text as it is, in order, none inside another
   * @param origin - handed to the listeners, so that they know their own
   * @param how - `typed` joins it to the step before, if that was typed by the
   *   same origin, just now and at the same place
   */
  apply(
    changes: readonly TextChange[],
    origin?: unknown,
    how: { typed?: boolean } = {},
  ): void {
    const before = this.#text;
    const real = changes.filter(
      ({ from, to, insert }) => before.slice(from, to) !== insert,
    );
    // Also those that are left out have to fit the text.
    const after = changeText(before, changes);
    if (real.length === 0) {
      return;
    }
    const step: Step = {
      changes: real,
      inverse: invertChanges(before, real),
      typed: how.typed ? { origin, at: this.#now() } : undefined,
    };
    const last = this.#done[this.#done.length - 1];
    const joined = last && this.#undone.length === 0 && join(last, step);
    if (joined) {
      this.#done[this.#done.length - 1] = joined;
    } else {
      this.#done.push(step);
      this.#done.splice(0, this.#done.length - mostSteps);
    }
    this.#undone = [];
    this.#become(after, { changes: real, origin });
  }

  undo(): void {
    const step = this.#done.pop();
    if (step) {
      this.#undone.push(step);
      this.#become(changeText(this.#text, step.inverse), {
        changes: step.inverse,
        origin: 'undo',
      });
    }
  }

  redo(): void {
    const step = this.#undone.pop();
    if (step) {
      // What is typed next is a step of its own.
      this.#done.push({ ...step, typed: undefined });
      this.#become(changeText(this.#text, step.changes), {
        changes: step.changes,
        origin: 'redo',
      });
    }
  }

  /** A file that was loaded anew; forgets the steps. */
  reset(text: string): void {
    const forgets = this.canUndo || this.canRedo;
    this.#done = [];
    this.#undone = [];
    const change = changeBetween(this.#text, text);
    const changes = text === this.#text ? [] : [change];
    if (forgets || changes.length > 0) {
      this.#become(text, { changes, origin: 'reset' });
    }
  }

  /** Calls the listener after each change, in order; gives back how to stop. */
  subscribe(listener: (change: HistoryChange) => void): () => void {
    const own = (change: HistoryChange) => listener(change);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  #become(text: string, change: HistoryChange): void {
    this.#text = text;
    this.#untold.push(change);
    // A listener may change the text: the others hear of it after this change.
    if (this.#telling) {
      return;
    }
    this.#telling = true;
    try {
      for (let next = this.#untold.shift(); next; next = this.#untold.shift()) {
        for (const listener of [...this.#listeners]) {
          listener(next);
        }
      }
    } finally {
      this.#telling = false;
    }
  }
}

/** Both steps as one, if they are typing that goes on. */
function join(last: Step, next: Step): Step | undefined {
  const [a, ...othersOfLast] = last.changes;
  const [b, ...othersOfNext] = next.changes;
  if (
    !last.typed ||
    !next.typed ||
    last.typed.origin !== next.typed.origin ||
    next.typed.at - last.typed.at > pause ||
    othersOfLast.length > 0 ||
    othersOfNext.length > 0
  ) {
    return undefined;
  }
  const end = a.from + a.insert.length;
  if (b.to < a.from || b.from > end) {
    return undefined;
  }
  const removed = last.inverse[0].insert;
  const removedNext = next.inverse[0].insert;
  // The part of what the next one takes away that was there before both.
  const before = removedNext.slice(0, Math.max(0, a.from - b.from));
  const behind = removedNext.slice(
    removedNext.length - Math.max(0, b.to - end),
  );
  const from = Math.min(a.from, b.from);
  const insert =
    a.insert.slice(0, Math.max(0, b.from - a.from)) +
    b.insert +
    a.insert.slice(Math.min(a.insert.length, b.to - a.from));
  const restored = before + removed + behind;
  return {
    changes: [{ from, to: from + restored.length, insert }],
    inverse: [{ from, to: from + insert.length, insert: restored }],
    typed: next.typed,
  };
}
