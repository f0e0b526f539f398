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

const digest = z
  .string()
  .regex(/^sha256:[a-f0-9]{64}$/, 'must be sha256: and 64 hexadecimal digits');

export const pageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const listQuery = pageQuery.extend({
  search: z.string().max(200).optional(),
  tag: z.string().max(64).optional(),
  namespace: z.string().max(63).optional(),
});

export const detailQuery = z.object({
  version: z.string().max(100).optional(),
});

export const publishBody = z
  .object({
    repository: z
      .string()
      .max(127)
      .regex(/^[^/]+\/[^/]+$/, 'must be namespace/name'),
    path: z
      .string()
      .max(1000)
      .default('')
      .refine(
        path => !path.split('/').includes('..') && !/[*?[\]{}]/.test(path),
        {
          message: 'must be a plain folder of the repository',
        },
      ),
    commit: z
      .string()
      .regex(/^[0-9a-f]{40}$/, 'must be a whole commit, 40 hexadecimal digits'),
    imageDigest: digest.optional(),
    draft: z.boolean().optional(),
  })
  .strict();

export const lifecycleBody = z
  .object({
    lifecycle: z.enum(['published', 'deprecated', 'retired']),
    reason: z.string().max(1000).optional(),
  })
  .strict();

export const imageBody = z
  .object({ digest, replace: z.boolean().default(false) })
  .strict();

export const resolveBody = z.object({
  uses: z.array(z.string().max(500)).max(500),
  principal: z
    .object({ type: z.enum(['user', 'run', 'service']) })
    .passthrough()
    .optional(),
  pinned: z.boolean().optional(),
});
