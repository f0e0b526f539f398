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
import type { PluginClient } from '../PluginClient';

const location = 'dop:accounts';
const everyMs = 5 * 60_000;
const firstRetryMs = 250;
const maxRetryMs = 30_000;

/** Accounts and groups as users and groups of the catalog. */
export class DirectoryProvider implements EntityProvider {
  readonly #access: PluginClient;
  readonly #logger: LoggerService;
  #connection: EntityProviderConnection | undefined;
  #reading: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #retryMs = firstRetryMs;
  #timer: NodeJS.Timeout | undefined;

  private constructor(access: PluginClient, logger: LoggerService) {
    this.#access = access;
    this.#logger = logger;
  }

  static create(options: {
    access: PluginClient;
    logger: LoggerService;
  }): DirectoryProvider {
    return new DirectoryProvider(options.access, options.logger);
  }

  getProviderName(): string {
    return 'dop-directory';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    this.refresh();
  }

  /** Reads the directory again, soon. */
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
    let waitMs = everyMs;
    try {
      while (this.#again && this.#connection && !this.#stopped) {
        this.#again = false;
        const { entities } = await this.#access.json<{ entities: Entity[] }>(
          '/internal/entities',
        );
        await this.#connection.applyMutation({
          type: 'full',
          entities: entities.map(entity => ({
            entity: located(entity),
            locationKey: location,
          })),
        });
      }
      this.#retryMs = firstRetryMs;
    } catch (error) {
      waitMs = this.#retryMs;
      this.#retryMs = Math.min(maxRetryMs, this.#retryMs * 2);
      this.#logger.debug(
        `Reading accounts will be tried again: ${stringifyError(error)}`,
      );
    }
    if (!this.#stopped) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.refresh(), waitMs);
      this.#timer.unref();
    }
  }
}

function located(entity: Entity): Entity {
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
