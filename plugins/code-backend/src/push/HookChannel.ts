import type { Duplex } from 'node:stream';
import type { RefUpdate } from '../journal/RefUpdate';

const maxMessageBytes = 8 * 1024 * 1024;

/** What a hook says. */
export interface HookMessage {
  hook: 'pre-receive' | 'post-receive';
  /** Where git keeps the pushed objects until they are accepted. */
  quarantine: string;
  updates: RefUpdate[];
}

/**
 * The talk with the hooks of one push, over the file descriptor that they
 * inherit from `git http-backend`: they send the ref updates and wait for a
 * verdict.
 */
export class HookChannel {
  readonly #stream: Duplex;
  readonly #onMessage: (
    message: HookMessage,
  ) => Promise<{ ok: boolean; say?: string[] }>;
  #buffer = '';
  #lines: string[] = [];
  #bytes = 0;

  private constructor(
    stream: Duplex,
    onMessage: (
      message: HookMessage,
    ) => Promise<{ ok: boolean; say?: string[] }>,
  ) {
    this.#stream = stream;
    this.#onMessage = onMessage;
  }

  static open(
    stream: Duplex,
    onMessage: (
      message: HookMessage,
    ) => Promise<{ ok: boolean; say?: string[] }>,
  ): HookChannel {
    const channel = new HookChannel(stream, onMessage);
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => channel.#read(text));
    // A hook that died is noticed by the end of git.
    stream.on('error', () => {});
    return channel;
  }

  #read(text: string): void {
    this.#bytes += Buffer.byteLength(text);
    if (this.#bytes > maxMessageBytes) {
      this.#answer({
        ok: false,
        say: ['A push with so many refs is too large. Push them in parts.'],
      });
      this.#stream.destroy();
      return;
    }
    const lines = (this.#buffer + text).split('\n');
    this.#buffer = lines.pop() ?? '';
    for (const line of lines) {
      if (line === 'end') {
        const message = parse(this.#lines);
        this.#lines = [];
        this.#bytes = 0;
        this.#handle(message);
      } else {
        this.#lines.push(line);
      }
    }
  }

  #handle(message: HookMessage | undefined): void {
    if (!message) {
      this.#answer({ ok: false, say: ['The portal did not understand git.'] });
      return;
    }
    this.#onMessage(message).then(
      verdict => this.#answer(verdict),
      () =>
        this.#answer({
          ok: false,
          say: ['The portal could not take the push. Try again.'],
        }),
    );
  }

  #answer(verdict: { ok: boolean; say?: string[] }): void {
    const lines = (verdict.say ?? []).map(
      text => `say ${text.replace(/\p{Cc}/gu, ' ')}\n`,
    );
    this.#stream.write(`${lines.join('')}${verdict.ok ? 'ok' : 'no'}\n`);
  }
}

function parse([head, ...lines]: string[]): HookMessage | undefined {
  const [, hook, quarantine] =
    /^(pre-receive|post-receive)(?: (.*))?$/.exec(head ?? '') ?? [];
  if (!hook) {
    return undefined;
  }
  const updates: RefUpdate[] = [];
  for (const line of lines) {
    const match = /^([0-9a-f]{40}) ([0-9a-f]{40}) (.+)$/.exec(line);
    if (!match) {
      return undefined;
    }
    updates.push({ before: match[1], after: match[2], ref: match[3] });
  }
  return {
    hook: hook as HookMessage['hook'],
    quarantine: quarantine ?? '',
    updates,
  };
}
