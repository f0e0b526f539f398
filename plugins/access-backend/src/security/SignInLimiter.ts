import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

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

/**
 * Bounds guesses of passwords: for each account from one address, for each
 * account from everywhere (high enough that a stranger does not lock people
 * out at once), and for each address. Attempts count before the password is
 * looked at; a right one gives back what it took.
 */
export class SignInLimiter {
  readonly #limits: { limiter: RateLimiterMemory; key: KeyOf }[];

  private constructor(limits: { limiter: RateLimiterMemory; key: KeyOf }[]) {
    this.#limits = limits;
  }

  static create(): SignInLimiter {
    const limit = (points: number, duration: number, key: KeyOf) => ({
      limiter: new RateLimiterMemory({ points, duration }),
      key,
    });
    return new SignInLimiter([
      limit(10, 300, (account, address) => `${account} ${address}`),
      limit(100, 3600, account => account),
      limit(60, 900, (_, address) => address),
    ]);
  }

  /** @throws TooManyAttemptsError */
  async attempt(account: string, address: string): Promise<void> {
    for (const { limiter, key } of this.#limits) {
      try {
        await limiter.consume(key(account, address));
      } catch (rejection) {
        if (rejection instanceof Error) {
          throw rejection;
        }
        const { msBeforeNext } = rejection as RateLimiterRes;
        throw new TooManyAttemptsError(Math.ceil(msBeforeNext / 1000));
      }
    }
  }

  async succeeded(account: string, address: string): Promise<void> {
    const [pair, ...others] = this.#limits;
    await pair.limiter.delete(pair.key(account, address));
    for (const { limiter, key } of others) {
      await limiter.reward(key(account, address));
    }
  }
}

type KeyOf = (account: string, address: string) => string;
