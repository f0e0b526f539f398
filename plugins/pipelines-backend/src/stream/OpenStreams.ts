import type { RouterContext } from '../routers/context';
import type { StreamConnection } from './StreamConnection';

/**
 * Which browser reads a stream. A browser has one: a later one takes the place
 * of the one before, also where the network has not yet told that it is closed.
 */
export interface StreamReader {
  /** Of user and browser. */
  name: string;
  /** Counts up with each stream of the browser. */
  turn: number;
}

/** All open streams of this process. */
export class OpenStreams {
  readonly #connections = new Set<StreamConnection>();
  readonly #ofReaders = new Map<
    string,
    { turn: number; connection: StreamConnection }
  >();
  readonly #unsubscribe: () => void;
  #closed = false;

  private constructor(engine: RouterContext['engine']) {
    this.#unsubscribe = engine.onChange(change =>
      this.#connections.forEach(connection => connection.hint(change)),
    );
  }

  static create(engine: RouterContext['engine']): OpenStreams {
    return new OpenStreams(engine);
  }

  get size(): number {
    return this.#connections.size;
  }

  get closed(): boolean {
    return this.#closed;
  }

  add(connection: StreamConnection, reader?: StreamReader): void {
    if (reader) {
      const known = this.#ofReaders.get(reader.name);
      if (known && known.turn > reader.turn) {
        // It was asked for first and took longer.
        connection.end('replaced');
        return;
      }
      known?.connection.end('replaced');
      this.#ofReaders.set(reader.name, { turn: reader.turn, connection });
    }
    this.#connections.add(connection);
  }

  remove(connection: StreamConnection): void {
    this.#connections.delete(connection);
    for (const [name, known] of this.#ofReaders) {
      if (known.connection === connection) {
        this.#ofReaders.delete(name);
      }
    }
  }

  /** The backend does not exit while a stream is open. */
  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    this.#connections.forEach(connection => connection.end('shutdown'));
  }
}
