import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { InputError } from '@backstage/errors';

interface ScryptParameters {
  /** Cost, a power of two. */
  n: number;
  r: number;
  p: number;
}

const current: ScryptParameters = { n: 2 ** 15, r: 8, p: 3 };
const keyLength = 32;
/** Each computation takes 32 MiB; more callers wait. */
const parallelComputations = 2;

let running = 0;
const waiting: (() => void)[] = [];

async function derive(
  password: string,
  salt: Buffer,
  { n, r, p }: ScryptParameters,
): Promise<Buffer> {
  if (running >= parallelComputations) {
    await new Promise<void>(resolve => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await new Promise<Buffer>((resolve, reject) =>
      scrypt(
        password.normalize('NFKC'),
        salt,
        keyLength,
        { N: n, r, p, maxmem: 256 * n * r },
        (error, key) => (error ? reject(error) : resolve(key)),
      ),
    );
  } finally {
    const next = waiting.shift();
    if (next) {
      next();
    } else {
      running -= 1;
    }
  }
}

/** `scrypt$n$r$p$salt$key`, salt and key in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, current);
  const { n, r, p } = current;
  return [
    'scrypt',
    n,
    r,
    p,
    salt.toString('base64'),
    key.toString('base64'),
  ].join('$');
}

let nobody: Promise<string> | undefined;

/**
 * Whether a password fits a stored hash. Takes as long when there is no hash,
 * so that the answer's time does not tell which accounts exist.
 */
export async function verifyPassword(
  password: string,
  hash: string | undefined,
): Promise<boolean> {
  nobody ??= hashPassword(randomBytes(16).toString('hex'));
  const [, n, r, p, salt, key] = (hash ?? (await nobody)).split('$');
  const expected = Buffer.from(key, 'base64');
  const actual = await derive(password, Buffer.from(salt, 'base64'), {
    n: Number(n),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(actual, expected) && hash !== undefined;
}

/** @throws InputError that says what a new password lacks */
export function checkNewPassword(password: string, accountName: string): void {
  if (password.length < 10) {
    throw new InputError('A password has at least 10 characters');
  }
  if (password.length > 200) {
    throw new InputError('A password has at most 200 characters');
  }
  if (
    accountName.length >= 4 &&
    password.toLowerCase().includes(accountName.toLowerCase())
  ) {
    throw new InputError('A password may not hold the name of its account');
  }
  if (new Set(password).size < 4) {
    throw new InputError('A password has at least 4 different characters');
  }
}
