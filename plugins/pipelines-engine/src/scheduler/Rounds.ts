/**
 * Work that is done in rounds, one at a time. Whoever asks while a round is
 * under way gets another one after it, together with all others that asked.
 */
export class Rounds {
  readonly #work: (look: boolean) => Promise<void>;
  #current: Promise<void> | undefined;
  #next: { look: boolean; round: Promise<void> } | undefined;

  constructor(work: (look: boolean) => Promise<void>) {
    this.#work = work;
  }

  /**
   * Resolves after a round that began after this call.
   *
   * @param look - whether the round has to look into the database
   */
  ask(look: boolean): Promise<void> {
    if (this.#next) {
      this.#next.look ||= look;
    } else {
      const next = { look, round: this.#begin() };
      this.#next = next;
    }
    return this.#next.round;
  }

  async #begin(): Promise<void> {
    // What comes in this turn of the event loop goes into the same round.
    await (this.#current ?? new Promise(resolve => setImmediate(resolve)));
    const look = Boolean(this.#next?.look);
    this.#next = undefined;
    this.#current = this.#work(look);
    await this.#current;
  }

  /** Resolves when no round is under way or asked for. */
  async idle(): Promise<void> {
    await (this.#next?.round ?? this.#current);
  }
}
