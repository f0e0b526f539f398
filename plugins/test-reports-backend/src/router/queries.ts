import { InputError } from '@backstage/errors';
import { z } from 'zod/v3';

const limit = z.coerce.number().int().min(1).max(200).default(50);

const list = <T extends string>(values: readonly [T, ...T[]]) =>
  z
    .string()
    .transform(text => text.split(','))
    .pipe(z.array(z.enum(values)));

export const reportsQuery = z.object({
  repository: z.string().min(1).max(300).optional(),
  entityRef: z.string().min(1).max(300).optional(),
  run: z.string().min(1).max(64).optional(),
  commit: z.string().min(4).max(64).optional(),
  branch: z.string().min(1).max(1_000).optional(),
  name: z.string().min(1).max(255).optional(),
  cursor: z.string().max(200).optional(),
  limit,
});

export const testsQuery = z.object({
  search: z.string().max(500).optional(),
  status: list(['failed', 'errored', 'skipped', 'passed']).optional(),
  change: z.enum(['newFailure', 'stillFailing', 'fixed']).optional(),
  cause: z.coerce.number().int().nonnegative().optional(),
  suite: z.coerce.number().int().nonnegative().optional(),
  cursor: z.string().max(200).optional(),
  limit,
});

export const pageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit,
});

export const uploadQuery = z.object({
  repository: z.string().min(1).max(300).optional(),
  commit: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/i, 'expected 7 to 64 hexadecimal digits')
    .optional(),
  branch: z.string().min(1).max(1_000).optional(),
  name: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^\p{Cc}]+$/u, 'control characters are not allowed')
    .default('tests'),
  key: z.string().max(255).optional(),
  format: z.literal('junit').default('junit'),
});

/** Checks a query and says what is wrong with which parameter. */
export function parseQuery<S extends z.ZodTypeAny>(
  schema: S,
  query: unknown,
): z.output<S> {
  const parsed = schema.safeParse(query);
  if (!parsed.success) {
    throw new InputError(
      parsed.error.issues
        .map(({ path, message }) => `Query parameter ${path[0]}: ${message}`)
        .join('; '),
    );
  }
  return parsed.data;
}

export function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** @throws InputError if it is no cursor of this list */
export function decodeCursor<S extends z.ZodTypeAny>(
  schema: S,
  cursor: string,
): z.output<S> {
  try {
    return schema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    );
  } catch {
    throw new InputError(
      'Query parameter cursor: not a cursor of this list; start without one',
    );
  }
}
