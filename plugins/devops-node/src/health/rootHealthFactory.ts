import {
  coreServices,
  createServiceFactory,
  type LoggerService,
  type RootHealthService,
  type RootLifecycleService,
} from '@backstage/backend-plugin-api';
import { healthChecksRef, type HealthChecks } from './HealthChecks';

type Health = Awaited<ReturnType<RootHealthService['getReadiness']>>;

/**
 * Ready from the end of the start to the beginning of the shutdown, as long as
 * no plugin's check finds a problem.
 */
export class PortalHealth implements RootHealthService {
  readonly #checks: HealthChecks;
  readonly #logger: LoggerService;
  #state: 'starting' | 'up' | 'down' = 'starting';
  #told = '';

  private constructor(options: PortalHealthOptions) {
    this.#checks = options.checks;
    this.#logger = options.logger;
    options.lifecycle.addStartupHook(() => {
      this.#state = 'up';
    });
    options.lifecycle.addBeforeShutdownHook(() => {
      this.#state = 'down';
    });
  }

  static create(options: PortalHealthOptions): PortalHealth {
    return new PortalHealth(options);
  }

  async getLiveness(): Promise<Health> {
    return { status: 200, payload: { status: 'ok' } };
  }

  async getReadiness(): Promise<Health> {
    if (this.#state === 'starting') {
      return unready('The portal has not started yet');
    }
    if (this.#state === 'down') {
      return unready('The portal is shutting down');
    }
    const problems = await this.#checks.problems();
    const message = Object.entries(problems)
      .map(([name, problem]) => `${name}: ${problem}`)
      .join('; ');
    this.#tell(message);
    // Whoever asks is not signed in: the names are enough, the log has the rest.
    return message
      ? unready(`Not healthy: ${Object.keys(problems).join(', ')}`)
      : { status: 200, payload: { status: 'ok' } };
  }

  /** Once for each change, however often it is asked. */
  #tell(message: string): void {
    if (message !== this.#told) {
      this.#told = message;
      if (message) {
        this.#logger.error(`The portal is not ready. ${message}`);
      } else {
        this.#logger.info('The portal is ready again.');
      }
    }
  }
}

export interface PortalHealthOptions {
  checks: HealthChecks;
  lifecycle: RootLifecycleService;
  logger: LoggerService;
}

function unready(message: string): Health {
  return { status: 503, payload: { status: 'error', message } };
}

/** Backstage's readiness with the plugins' own checks. */
export const rootHealthFactory = createServiceFactory({
  service: coreServices.rootHealth,
  deps: {
    checks: healthChecksRef,
    lifecycle: coreServices.rootLifecycle,
    logger: coreServices.rootLogger,
  },
  factory: options => PortalHealth.create(options),
});
