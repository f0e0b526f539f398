import { InputError } from '@backstage/errors';
import { z } from 'zod/v3';

/**
 * Checks a body or query.
 *
 * @throws InputError that names each wrong field
 */
export function parse<T extends z.ZodTypeAny>(
  schema: T,
  value: unknown,
): z.output<T> {
  const result = schema.safeParse(value ?? {});
  if (result.success) {
    return result.data;
  }
  throw new InputError(
    result.error.issues
      .map(issue =>
        issue.path.length > 0
          ? `${issue.path.join('.')}: ${issue.message}`
          : issue.message,
      )
      .join('; '),
  );
}

/** A field with a rule of its own that says what is wrong. */
export function named(problem: (name: string) => string | undefined) {
  return z.string().superRefine((name, context) => {
    const message = problem(name);
    if (message) {
      context.addIssue({ code: z.ZodIssueCode.custom, message });
    }
  });
}

/** One line of text for people, trimmed. */
export const title = z
  .string()
  .trim()
  .min(1, 'may not be empty')
  .max(200, 'has at most 200 characters')
  .regex(/^[^\p{Cc}]*$/u, 'may not hold control characters');

export const description = z
  .string()
  .trim()
  .max(2_000, 'has at most 2000 characters')
  .regex(/^(?:[^\p{Cc}]|[\t\n\r])*$/u, 'may not hold control characters');

export const email = z
  .string()
  .trim()
  .max(320)
  .email('is not an e-mail address')
  .or(z.literal(''));

/** `limit` and `cursor` of a list. */
export const paging = z.object({
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce
    .number()
    .int()
    .min(1, 'is at least 1')
    .max(200, 'is at most 200')
    .default(50),
});

export const search = z.string().trim().max(200).optional();
