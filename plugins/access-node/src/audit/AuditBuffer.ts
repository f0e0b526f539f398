import type {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { AuditEntry } from '@dop/plugin-access-common';

const flushAfterMs = 200;
const batchSize = 100;
const mostWaiting = 10_000;
const backoffMs = (failures: number) => Math.min(30_000, 500 * 2 ** failures);

/** Audit entries on their way to the access plugin. */
export class AuditBuffer {
  readonly #options: AuditBufferOptions;
  #waiting: AuditEntry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> | undefined;
  #failures = 0;
  #dropped = 0;

  private constructor(options: AuditBufferOptions) {
    this.#options = options;
  }

  static create(options: AuditBufferOptions): AuditBuffer {
    return new AuditBuffer(options);
  }

  add(entry: AuditEntry): void {
    if (this.#waiting.length >= mostWaiting) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    this.#waiting.push(entry);
    this.#schedule(flushAfterMs);
  }

  /** Sends what waits, once; for the end of the process. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing ??= this.#send().finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
  }

  #schedule(delayMs: number): void {
    if (!this.#timer) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.flush();
      }, delayMs);
      this.#timer.unref();
    }
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, batchSize);
      try {
        await this.#post(batch);
      } catch (error) {
        this.#failures += 1;
        if (this.#failures === 5) {
          this.#options.logger.warn(
            `Audit entries are only in the log until the access plugin answers: ${stringifyError(
              error,
            )}`,
          );
        }
        this.#schedule(backoffMs(this.#failures));
        return;
      }
      this.#failures = 0;
      const sent = new Set(batch.map(({ id }) => id));
      this.#waiting = this.#waiting.filter(({ id }) => !sent.has(id));
    }
    if (this.#dropped > 0) {
      this.#options.logger.error(
        `${
          this.#dropped
        } audit entries are only in the log; they did not fit into memory`,
      );
      this.#dropped = 0;
    }
  }

  async #post(entries: AuditEntry[]): Promise<void> {
    const { auth, discovery } = this.#options;
    const baseUrl = await discovery.getBaseUrl('access');
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'access',
    });
    const response = await fetch(`${baseUrl}/internal/audit`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ entries }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) {
      throw new Error(`${response.status} ${await response.text()}`);
    }
  }
}

interface AuditBufferOptions {
  auth: AuthService;
  discovery: DiscoveryService;
  logger: LoggerService;
}
