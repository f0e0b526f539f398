import { isSqlite } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  type RateLimiterAbstract,
  type RateLimiterRes,
} from 'rate-limiter-flexible';
import { sha256 } from './secrets';

/** Too many attempts: status 429, with the seconds until the next one. */
export class TooManyAttemptsError extends Error {
  readonly statusCode = 429;

  constructor(readonly retryAfterSeconds: number) {
    super(
      `Too many attempts to sign in. Try again in ${retryAfterSeconds} seconds.`,
    );
    this.name = 'TooManyAttemptsError';
  }
}

type KeyOf = (account: string, address: string) => string;

/** Account and address together first: that one alone is forgiven wholly. */
const limits: {
  name: string;
  points: number;
  /** Seconds. */
  duration: number;
  key: KeyOf;
}[] = [
  {
    name: 'pair',
    points: 10,
    duration: 300,
    key: (account, address) => `${account} ${address}`,
  },
  { name: 'account', points: 100, duration: 3600, key: account => account },
  {
    name: 'address',
    points: 60,
    duration: 900,
    key: (_account, address) => address,
  },
];

/**
 * Bounds guesses of passwords: for each account from one address, for each
 * account from everywhere (high enough that a stranger does not lock people
 * out at once), and for each address. Attempts count before the password is
 * looked at; a right one gives back what it took.
 */
export class SignInLimiter {
  readonly #limiters: { limiter: RateLimiterAbstract; key: KeyOf }[];

  private constructor(
    limiters: { limiter: RateLimiterAbstract; key: KeyOf }[],
  ) {
    this.#limiters = limiters;
  }

  /** Counts in memory, or on PostgreSQL in the database. */
  static create(knex: Knex): SignInLimiter {
    return new SignInLimiter(
      limits.map(({ name, points, duration, key }) => {
        const options = { keyPrefix: name, points, duration };
        return {
          limiter: isSqlite(knex)
            ? new RateLimiterMemory(options)
            : new RateLimiterPostgres({
                ...options,
                storeClient: knex,
                storeType: 'knex',
                tableName: 'sign_in_limits',
                tableCreated: true,
              }),
          key: (account, address) => sha256(key(account, address)),
        };
      }),
    );
  }

  /** @throws TooManyAttemptsError */
  async attempt(account: string, address: string): Promise<void> {
    for (const { limiter, key } of this.#limiters) {
      try {
        await limiter.consume(key(account, address));
      } catch (rejection) {
        if (!isRefusal(rejection)) {
          throw rejection;
        }
        throw new TooManyAttemptsError(
          Math.ceil(rejection.msBeforeNext / 1000),
        );
      }
    }
  }

  async succeeded(account: string, address: string): Promise<void> {
    const [pair, ...others] = this.#limiters;
    await pair.limiter.delete(pair.key(account, address));
    for (const { limiter, key } of others) {
      await limiter.reward(key(account, address));
    }
  }
}

function isRefusal(rejection: unknown): rejection is RateLimiterRes {
  return (
    typeof rejection === 'object' &&
    rejection !== null &&
    'msBeforeNext' in rejection
  );
}
