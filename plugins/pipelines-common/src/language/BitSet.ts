/** A set of small whole numbers: closures over thousands of steps stay small. */
export class BitSet {
  readonly #words: Uint32Array;

  private constructor(words: Uint32Array) {
    this.#words = words;
  }

  /** @param size - numbers are below it */
  static create(size: number): BitSet {
    return new BitSet(new Uint32Array(Math.ceil(size / 32)));
  }

  has(value: number): boolean {
    return (this.#words[value >>> 5] & (1 << (value & 31))) !== 0;
  }

  add(value: number): void {
    this.#words[value >>> 5] |= 1 << (value & 31);
  }

  /** @param other - of the same size */
  addAll(other: BitSet): void {
    for (let at = 0; at < this.#words.length; at++) {
      this.#words[at] |= other.#words[at];
    }
  }
}
