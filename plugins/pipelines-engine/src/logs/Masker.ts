/** What stands in a log where a secret stood. */
const replacement = Buffer.from('***');
/** Shorter ones would hide half of the log. */
const shortestSecret = 5;

/**
 * Takes secrets out of a stream of bytes: as they are, in base64 (wherever it
 * begins), URL- and JSON-escaped; also where they lie across chunks.
 *
 * @remarks Memory is one chunk and the longest form of a secret.
 */
export class Masker {
  /** Whether something is long enough to be taken out. */
  static canMask(secret: string): boolean {
    return secret.length >= shortestSecret;
  }

  readonly #forms: Buffer[];
  readonly #longest: number;
  #held: Buffer = Buffer.alloc(0);

  private constructor(forms: Buffer[]) {
    this.#forms = forms;
    this.#longest = Math.max(0, ...forms.map(form => form.length));
  }

  static create(secrets: readonly string[]): Masker {
    const forms = new Map<string, Buffer>();
    for (const secret of secrets) {
      for (const form of formsOf(secret)) {
        forms.set(form.toString('latin1'), form);
      }
    }
    return new Masker(
      [...forms.values()].sort((one, other) => other.length - one.length),
    );
  }

  /** A whole text without the secrets. */
  static maskText(text: string, secrets: readonly string[]): string {
    const masker = Masker.create(secrets);
    return Buffer.concat([
      masker.push(Buffer.from(text)),
      masker.end(),
    ]).toString();
  }

  /** Bytes that were taken in and not given back yet. */
  get held(): number {
    return this.#held.length;
  }

  /** What is certain to hold no part of a secret. */
  push(chunk: Uint8Array): Buffer {
    if (this.#forms.length === 0) {
      return Buffer.from(chunk);
    }
    return this.#mask(Buffer.concat([this.#held, chunk]), false);
  }

  /** The rest, when nothing follows. */
  end(): Buffer {
    return this.#mask(this.#held, true);
  }

  #mask(input: Buffer, last: boolean): Buffer {
    const parts: Buffer[] = [];
    let at = 0;
    let safe = last ? input.length : this.#beginOfPart(input, at);
    const next = this.#forms.map(form => input.indexOf(form));
    for (;;) {
      let found = -1;
      for (let index = 0; index < next.length; index += 1) {
        if (next[index] >= 0 && next[index] < at) {
          next[index] = input.indexOf(this.#forms[index], at);
        }
        // Forms are sorted by length: of two at one place, the longer wins.
        if (
          next[index] >= 0 &&
          next[index] < safe &&
          (found < 0 || next[index] < next[found])
        ) {
          found = index;
        }
      }
      if (found < 0) {
        break;
      }
      parts.push(input.subarray(at, next[found]), replacement);
      at = next[found] + this.#forms[found].length;
      if (safe < at) {
        safe = last ? input.length : this.#beginOfPart(input, at);
      }
    }
    const end = Math.max(at, safe);
    parts.push(input.subarray(at, end));
    this.#held = Buffer.from(input.subarray(end));
    return Buffer.concat(parts);
  }

  /**
   * Where a form begins that may go on in the next chunk, else the end. Nothing
   * else is held back: the last line of a quiet program must be seen.
   */
  #beginOfPart(input: Buffer, at: number): number {
    const first = Math.max(at, input.length - this.#longest + 1);
    for (let begin = first; begin < input.length; begin += 1) {
      const length = input.length - begin;
      const isPart = this.#forms.some(
        form =>
          form.length > length &&
          form[0] === input[begin] &&
          form.compare(input, begin, input.length, 0, length) === 0,
      );
      if (isPart) {
        return begin;
      }
    }
    return input.length;
  }
}

function formsOf(secret: string): Buffer[] {
  if (secret.length < shortestSecret) {
    return [];
  }
  const pieces = [secret, ...secret.split(/\r?\n/)].filter(
    piece => piece.length >= shortestSecret,
  );
  return pieces.flatMap(piece => [
    Buffer.from(piece),
    Buffer.from(encodeURIComponent(piece)),
    Buffer.from(JSON.stringify(piece).slice(1, -1)),
    ...base64Forms(piece),
  ]);
}

/** The digits that are the same whatever stands before and behind. */
function base64Forms(secret: string): Buffer[] {
  return [0, 1, 2].flatMap(shift => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
    const first = Math.ceil((shift * 8) / 6);
    const digits = Math.floor((bytes.length * 8) / 6);
    const inner = (text: string) => Buffer.from(text.slice(first, digits));
    return [
      inner(bytes.toString('base64')),
      inner(bytes.toString('base64url')),
    ].filter(form => form.length >= shortestSecret);
  });
}
