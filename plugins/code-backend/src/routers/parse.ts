import { InputError } from '@backstage/errors';
import { z } from 'zod/v3';

/** Checks a body or query; what is wrong is said with its place. */
export function parse<T extends z.ZodTypeAny>(
  schema: T,
  value: unknown,
  what: string,
): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `${path.join('.') || what}: ${message}`,
    );
    throw new InputError(`The ${what} is not right. ${problems.join('; ')}`);
  }
  return result.data;
}

export const limitSchema = z.coerce.number().int().min(1).max(200).default(50);
