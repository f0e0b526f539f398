/** A step instance that is ready, as far as this process heard. */
export interface ReadyPlace {
  runId: string;
  position: number;
}

const limit = 20_000;

/**
 * Ready steps that this process heard of, in the order in which they became
 * ready. Hints that spare a look into the database, which stays the truth.
 */
export class ReadyQueue {
  readonly #places = new Map<string, ReadyPlace>();
  #overflowed = false;

  get size(): number {
    return this.#places.size;
  }

  /** Whether something was dropped, so that only the database knows it. */
  takeOverflow(): boolean {
    const overflowed = this.#overflowed;
    this.#overflowed = false;
    return overflowed;
  }

  add(place: ReadyPlace): void {
    if (this.#places.size >= limit) {
      this.#overflowed = true;
      return;
    }
    const key = keyOf(place);
    if (!this.#places.has(key)) {
      this.#places.set(key, place);
    }
  }

  has(place: ReadyPlace): boolean {
    return this.#places.has(keyOf(place));
  }

  /** Takes out the oldest. */
  take(count: number): ReadyPlace[] {
    const taken: ReadyPlace[] = [];
    for (const [key, place] of this.#places) {
      if (taken.length >= count) {
        break;
      }
      this.#places.delete(key);
      taken.push(place);
    }
    return taken;
  }
}

export function keyOf({ runId, position }: ReadyPlace): string {
  return `${runId}/${position}`;
}
