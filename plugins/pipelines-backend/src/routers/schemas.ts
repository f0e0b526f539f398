import { runStates } from '@dop/plugin-pipelines-common';
import { z } from 'zod/v3';

const limit = z.coerce.number().int().min(1).max(200).default(50);
const cursor = z.string().max(500).optional();
const id = z.string().min(1).max(64);
const jsonObject = z.record(z.any());

export const pageQuery = z.object({ cursor, limit });

export const workflowsQuery = z.object({
  repositoryId: id.optional(),
  entityRef: z.string().max(300).optional(),
  search: z.string().max(200).optional(),
  cursor,
  limit,
});

export const runsQuery = z.object({
  workflowId: id.optional(),
  repositoryId: id.optional(),
  entityRef: z.string().max(300).optional(),
  state: z.enum(['active', 'finished', ...runStates]).optional(),
  branch: z.string().min(1).max(255).optional(),
  cursor,
  limit,
});

export const eventsQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

export const feedQuery = z.object({
  since: z
    .string()
    .regex(/^\d{1,18}$/, 'expected next of the page before')
    .default('0'),
  type: z
    .union([z.string().max(100), z.array(z.string().max(100)).max(20)])
    .optional(),
  runId: id.optional(),
  repositoryId: id.optional(),
  limit,
});

export const logQuery = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce
    .number()
    .int()
    .min(4)
    .max(1024 * 1024)
    .default(256 * 1024),
});

export const listQuery = z.object({
  repositoryId: id.optional(),
  workflowId: id.optional(),
  cursor,
  limit,
});

export const deliveriesQuery = listQuery.extend({
  type: z.enum(['push', 'pullRequest', 'event']).optional(),
});

export const startBody = z
  .object({
    ref: z.string().min(1).max(255).optional(),
    inputs: jsonObject.default({}),
  })
  .strict();

const stepName = z.string().min(1).max(600);

export const rerunBody = z
  .object({
    from: z
      .union([
        z.enum(['all', 'failed']),
        z.object({ steps: z.array(stepName).min(1).max(200) }).strict(),
        z.object({ only: stepName, inputs: jsonObject.optional() }).strict(),
      ])
      .default('all'),
    inputs: jsonObject.optional(),
  })
  .strict();

export const approvalsQuery = z.object({
  mine: z
    .enum(['true', 'false'])
    .default('false')
    .transform(value => value === 'true'),
  runId: id.optional(),
  repositoryId: id.optional(),
  cursor,
  limit,
});

export const approvalBody = z
  .object({
    decision: z.enum(['approve', 'reject']),
    reason: z.string().max(2_000).optional(),
    form: jsonObject.optional(),
  })
  .strict();

export const secretsQuery = z.object({
  namespace: z.string().min(1).max(63).optional(),
  cursor,
  limit,
});

const leastSecret = 8;
const mostSecretBytes = 32 * 1024;

export const secretBody = z
  .object({
    value: z
      .string()
      .min(
        leastSecret,
        `shorter than ${leastSecret} characters, which could not be hidden in a log without hiding half of it`,
      )
      .refine(
        text => Buffer.byteLength(text) <= mostSecretBytes,
        `longer than ${mostSecretBytes} bytes, the most that a variable takes`,
      )
      .refine(
        text => !text.includes('\0'),
        'has a NUL character, which no variable can hold',
      )
      .optional(),
    repositories: z
      .union([
        z.literal('all'),
        z
          .array(
            z
              .string()
              .regex(/^[^/]{1,300}\/[^/]{1,300}$/, 'expected namespace/name'),
          )
          .min(1)
          .max(100),
      ])
      .optional(),
    refs: z
      .union([
        z.literal('protected'),
        z
          .array(
            z
              .string()
              .max(255)
              .regex(
                /^refs\/([^*\s]*\*){0,4}[^*\s]*$/,
                'expected a full ref such as refs/heads/release-*',
              ),
          )
          .min(1)
          .max(20),
      ])
      .optional(),
  })
  .strict();

export const drainBody = z.object({ on: z.boolean() }).strict();

const repositoryName = z
  .string()
  .regex(/^[^/]{1,300}\/[^/]{1,300}$/, 'expected namespace/name')
  .optional();

export const lintBody = z
  .object({
    text: z.string().max(1024 * 1024),
    file: z.string().min(1).max(1_000).default('.dop/workflow.yaml'),
    repository: repositoryName,
  })
  .strict();

export const lintSurroundingsBody = z
  .object({
    uses: z.array(z.string().min(1).max(500)).max(200),
    repository: repositoryName,
  })
  .strict();

export const verifyBody = z.object({ secret: z.string().min(1).max(500) });
