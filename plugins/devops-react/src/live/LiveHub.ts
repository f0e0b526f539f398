/** Something that a page watches; `position` is where it wants to go on. */
export interface LiveWatch {
  /** What is watched, `run:<id>`; `watchKey` of pipelines-common. */
  key: string;
  /** Sequence number or offset that the page has; absent where there is none. */
  position?: number;
}

/** A message of the live stream; `watch` is the key of what it belongs to. */
export interface LiveMessage {
  watch: string;
  type: string;
}

export interface LiveOptions<Message extends LiveMessage> {
  /** Opens one connection; it ends, or throws, or `signal` ends it. */
  connect: (
    watches: LiveWatch[],
    signal: AbortSignal,
    /** To be called once the other side has accepted. */
    onOpen: () => void,
    /**
     * `<name>.<turn>`: the browser and, counting up, its connection. The other
     * side lets a later one take the place of the one before, so that there is
     * never more than one.
     */
    reader: string,
  ) => AsyncIterable<Message>;
  /** How far a message brings its watcher. */
  positionOf: (message: Message) => number | undefined;
  /**
   * One connection serves all tabs of this name. One name for each user, so
   * that nobody is shown what another may see; no name, no sharing.
   */
  sharedAs?: Promise<string | undefined>;
  /** First wait after a broken connection, in milliseconds. Doubles up to 15 s. */
  retryMs?: number;
}

interface Subscription<Message> {
  watch: LiveWatch;
  onMessage: (message: Message) => void;
  onConnected?: () => void;
}

type TabMessage<Message> =
  | { kind: 'watches'; tab: string; watches: LiveWatch[] }
  | { kind: 'bye'; tab: string }
  | { kind: 'ask' }
  | { kind: 'message'; message: Message }
  /** `to` is the tab that asked; without it, all. */
  | { kind: 'connected'; connected: boolean; to?: string };

export type LiveStatus = 'idle' | 'connecting' | 'connected';

const longestRetryMs = 15_000;
/** Watches that come and go together make one new connection, not many. */
const settleMs = 40;
/** What one connection carries at most; the rest is not live. */
const mostWatches = 64;

function randomName(): string {
  const digits = () => Math.random().toString(36).slice(2, 10).padEnd(8, '0');
  return `${digits()}${digits()}`;
}

/** A name that all tabs of this browser know. */
function nameOfBrowser(): string {
  const key = 'dop-live-reader';
  try {
    const known = window.localStorage.getItem(key) ?? randomName();
    window.localStorage.setItem(key, known);
    return known;
  } catch {
    // Storage is forbidden here.
    return randomName();
  }
}

/**
 * The one live connection of a browser. The tab that holds the lock connects
 * for all and passes on what arrives; when it closes, another takes over from
 * where it stood. Without Web Locks each tab connects for itself.
 */
export class LiveHub<Message extends LiveMessage> {
  readonly #options: LiveOptions<Message>;
  readonly #tab = randomName();
  /** Of the tab while it connects for itself, of the browser for all tabs. */
  #reader = this.#tab;
  #turn = 0;
  readonly #subscriptions = new Set<Subscription<Message>>();
  readonly #others = new Map<string, LiveWatch[]>();
  readonly #reached = new Map<string, number>();
  readonly #statusListeners = new Set<() => void>();
  #channel: BroadcastChannel | undefined;
  readonly #closed = new AbortController();
  #leading = false;
  #status: LiveStatus = 'idle';
  #connection: AbortController | undefined;
  #settle: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  private constructor(options: LiveOptions<Message>) {
    this.#options = options;
    void this.#join();
  }

  static create<Message extends LiveMessage>(
    options: LiveOptions<Message>,
  ): LiveHub<Message> {
    return new LiveHub(options);
  }

  /** Takes part in the choice of the tab that connects for all. */
  async #join(): Promise<void> {
    const name = await this.#options.sharedAs?.catch(() => undefined);
    const locks =
      typeof navigator === 'undefined' ? undefined : navigator.locks;
    if (this.#closed.signal.aborted) {
      return;
    }
    if (!name || !locks || typeof BroadcastChannel === 'undefined') {
      this.#leading = true;
      this.#reconnectSoon();
      return;
    }
    this.#reader = nameOfBrowser();
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = event => this.#onTabMessage(event.data);
    window.addEventListener('pagehide', this.#onPageHide);
    window.addEventListener('pageshow', this.#announce);
    this.#announce();
    const { signal } = this.#closed;
    await locks
      .request(name, { signal }, () => this.#lead())
      .catch(() => undefined);
  }

  get status(): LiveStatus {
    return this.#status;
  }

  onStatus(listener: () => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  /**
   * @param onConnected - called when the stream (re)opens, for those whose
   * watch has no position: what happened before is not sent.
   */
  watch(
    watch: LiveWatch,
    onMessage: (message: Message) => void,
    onConnected?: () => void,
  ): () => void {
    const subscription = { watch: { ...watch }, onMessage, onConnected };
    this.#subscriptions.add(subscription);
    this.#register([watch]);
    this.#announce();
    if (this.#status === 'connected' && !this.#leading) {
      onConnected?.();
    }
    return () => {
      this.#subscriptions.delete(subscription);
      this.#announce();
    };
  }

  close(): void {
    this.#onPageHide();
    window.removeEventListener('pagehide', this.#onPageHide);
    window.removeEventListener('pageshow', this.#announce);
    clearTimeout(this.#settle);
    clearTimeout(this.#retry);
    this.#closed.abort();
    this.#connection?.abort();
    this.#channel?.close();
    this.#subscriptions.clear();
  }

  #own(): LiveWatch[] {
    return [...this.#subscriptions].map(({ watch }) => watch);
  }

  /** What all tabs want, each key once, from where it was reached. */
  #wanted(): LiveWatch[] {
    const keys = new Set(
      [this.#own(), ...this.#others.values()].flat().map(({ key }) => key),
    );
    return [...keys]
      .slice(0, mostWatches)
      .sort()
      .map(key => ({ key, position: this.#reached.get(key) }));
  }

  /** Somebody who is further back takes the whole watch back. */
  #register(watches: LiveWatch[]): void {
    for (const { key, position } of watches) {
      if (position !== undefined) {
        const reached = this.#reached.get(key);
        this.#reached.set(
          key,
          reached === undefined ? position : Math.min(reached, position),
        );
      }
    }
  }

  readonly #announce = () => {
    if (this.#leading) {
      this.#reconnectSoon();
    } else {
      this.#post({ kind: 'watches', tab: this.#tab, watches: this.#own() });
    }
  };

  readonly #onPageHide = () => {
    this.#post({ kind: 'bye', tab: this.#tab });
  };

  #post(message: TabMessage<Message>): void {
    if (!this.#closed.signal.aborted) {
      this.#channel?.postMessage(message);
    }
  }

  /** Holds the lock, and so the lead, until the tab closes. */
  #lead(): Promise<void> {
    this.#leading = true;
    // As a follower it noted where it began, not how far it came since.
    this.#reached.clear();
    this.#register(this.#own());
    this.#post({ kind: 'ask' });
    this.#reconnectSoon();
    return new Promise(resolve => {
      this.#closed.signal.addEventListener('abort', () => resolve());
    });
  }

  #onTabMessage(message: TabMessage<Message>): void {
    switch (message.kind) {
      case 'ask':
        this.#announce();
        break;
      case 'watches':
        if (this.#leading) {
          this.#others.set(message.tab, message.watches);
          this.#register(message.watches);
          this.#reconnectSoon();
          if (this.#status === 'connected') {
            this.#post({ kind: 'connected', connected: true, to: message.tab });
          }
        }
        break;
      case 'bye':
        if (this.#others.delete(message.tab)) {
          this.#reconnectSoon();
        }
        break;
      case 'connected':
        if (message.to !== undefined && message.to !== this.#tab) {
          break;
        }
        this.#setStatus(message.connected ? 'connected' : 'connecting');
        if (message.connected) {
          this.#subscriptions.forEach(each => each.onConnected?.());
        }
        break;
      default:
        this.#deliver(message.message);
    }
  }

  #deliver(message: Message): void {
    const position = this.#options.positionOf(message);
    for (const subscription of [...this.#subscriptions]) {
      const { watch, onMessage } = subscription;
      const old =
        position !== undefined &&
        watch.position !== undefined &&
        position < watch.position;
      if (watch.key === message.watch && !old) {
        watch.position = position ?? watch.position;
        onMessage(message);
      }
    }
  }

  #setStatus(status: LiveStatus): void {
    if (this.#status !== status) {
      this.#status = status;
      this.#statusListeners.forEach(each => each());
    }
  }

  #reconnectSoon(): void {
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => this.#reconnect(), settleMs);
  }

  /** What the connection carries, and how far it came with each. */
  #carried = new Map<string, number | undefined>();

  #reconnect(): void {
    if (this.#closed.signal.aborted) {
      return;
    }
    const watches = this.#wanted();
    const keys = new Set(watches.map(({ key }) => key));
    for (const key of [...this.#reached.keys()]) {
      if (!keys.has(key)) {
        this.#reached.delete(key);
      }
    }
    const same =
      watches.length === this.#carried.size &&
      watches.every(
        ({ key, position }) =>
          this.#carried.has(key) && this.#carried.get(key) === position,
      );
    if (this.#connection && same) {
      return;
    }
    clearTimeout(this.#retry);
    this.#connection?.abort();
    this.#connection = undefined;
    if (watches.length === 0) {
      this.#setStatus('idle');
      return;
    }
    this.#carried = new Map(
      watches.map(({ key, position }) => [key, position]),
    );
    this.#connection = new AbortController();
    void this.#run(watches, this.#connection);
  }

  async #run(watches: LiveWatch[], connection: AbortController): Promise<void> {
    const { connect, positionOf, retryMs = 500 } = this.#options;
    this.#setStatus('connecting');
    let useful = false;
    this.#turn = Math.max(Date.now(), this.#turn + 1);
    const reader = `${this.#reader}.${this.#turn}`;
    const { signal } = connection;
    const onOpen = () => {
      if (!signal.aborted) {
        this.#setStatus('connected');
        this.#post({ kind: 'connected', connected: true });
        this.#subscriptions.forEach(each => each.onConnected?.());
      }
    };
    try {
      for await (const message of connect(watches, signal, onOpen, reader)) {
        if (signal.aborted) {
          return;
        }
        if (message.type === 'end') {
          break;
        }
        useful = true;
        const position = positionOf(message);
        if (position !== undefined) {
          this.#reached.set(message.watch, position);
          this.#carried.set(message.watch, position);
        }
        this.#deliver(message);
        this.#post({ kind: 'message', message });
      }
    } catch {
      // The next try tells; a page that needs an error asks the API itself.
    }
    if (signal.aborted || this.#connection !== connection) {
      return;
    }
    connection.abort();
    this.#connection = undefined;
    this.#setStatus('connecting');
    this.#post({ kind: 'connected', connected: false });
    this.#failures = useful ? 0 : this.#failures + 1;
    const wait = Math.min(retryMs * 2 ** this.#failures, longestRetryMs);
    this.#retry = setTimeout(
      () => this.#reconnect(),
      wait * (0.75 + Math.random() / 2),
    );
  }
}
