/** Text that is written here and read there, as it comes. */
export class TextStream implements AsyncIterable<Uint8Array> {
  #waiting: Buffer[] = [];
  #ended = false;
  #hasText = false;
  #wake: () => void = () => undefined;

  /** Whether anything was ever written. */
  get hasText(): boolean {
    return this.#hasText;
  }

  write(text: string): void {
    if (!this.#ended && text !== '') {
      this.#hasText = true;
      this.#waiting.push(Buffer.from(text));
      this.#wake();
    }
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      yield* this.#waiting.splice(0);
      if (this.#ended && this.#waiting.length === 0) {
        return;
      }
      if (this.#waiting.length === 0) {
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
      }
    }
  }
}
