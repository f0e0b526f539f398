import { z } from 'zod/v3';

/** Spec of catalog kind `Workflow`: a projection, never the definition. */
export const workflowSpec = z
  .object({
    type: z.string(),
    owner: z.string().min(1),
    triggers: z.array(z.string()),
    delivers: z.array(z.string()),
    usesDevOpsComponents: z.array(z.string()),
    repository: z.string(),
    path: z.string(),
    commit: z.string(),
  })
  .strict();

/** Spec of catalog kind `DevOpsComponent`. */
export const devOpsComponentSpec = z
  .object({
    type: z.string(),
    owner: z.string().min(1),
    version: z.string(),
    image: z.string().optional(),
    repository: z.string().optional(),
    path: z.string().optional(),
    commit: z.string().optional(),
  })
  .strict();
