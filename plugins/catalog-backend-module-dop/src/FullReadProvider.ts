import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';

const firstRetryMs = 250;
const maxRetryMs = 30_000;

/**
 * Entities of another plugin that are few enough to be read all at once: at the
 * start, when told, and from time to time.
 */
export class FullReadProvider implements EntityProvider {
  readonly #options: FullReadOptions;
  #connection: EntityProviderConnection | undefined;
  #reading: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #retryMs = firstRetryMs;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: FullReadOptions) {
    this.#options = options;
  }

  static create(options: FullReadOptions): FullReadProvider {
    return new FullReadProvider(options);
  }

  getProviderName(): string {
    return this.#options.name;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    this.refresh();
  }

  /** Reads everything again, soon. */
  refresh(): void {
    if (this.#stopped) {
      return;
    }
    this.#again = true;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #read(): Promise<void> {
    const { location, name, logger, everyMs, read } = this.#options;
    let waitMs = everyMs;
    try {
      while (this.#again && this.#connection && !this.#stopped) {
        this.#again = false;
        const entities = await read();
        await this.#connection.applyMutation({
          type: 'full',
          entities: entities.map(entity => ({
            entity: located(entity, location),
            locationKey: location,
          })),
        });
      }
      this.#retryMs = firstRetryMs;
    } catch (error) {
      waitMs = this.#retryMs;
      this.#retryMs = Math.min(maxRetryMs, this.#retryMs * 2);
      logger.debug(`${name} will be read again: ${stringifyError(error)}`);
    }
    if (!this.#stopped) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.refresh(), waitMs);
      this.#timer.unref();
    }
  }
}

function located(entity: Entity, location: string): Entity {
  return {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: {
        ...entity.metadata.annotations,
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
      },
    },
  };
}

/** What is read, and how often. */
export interface FullReadOptions {
  name: string;
  /** Location of every entity, as `type:target`. */
  location: string;
  everyMs: number;
  read: () => Promise<Entity[]>;
  logger: LoggerService;
}
