import {
  resolveSafeChildPath,
  type AuthService,
  type DiscoveryService,
  type RootConfigService,
} from '@backstage/backend-plugin-api';
import { ConflictError, ResponseError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { Repository } from '@dop/plugin-code-common';
import { CodeClient } from './CodeClient';
import { readWorkspace } from './readWorkspace';

const zeroSha = '0'.repeat(40);

/**
 * `dop:repository:create`: makes a hosted repository as the person who runs the
 * template, and puts the workspace into it as the first commit.
 */
export function createRepositoryAction(options: {
  auth: AuthService;
  discovery: DiscoveryService;
  config: RootConfigService;
}) {
  const { auth, discovery } = options;
  const appUrl = options.config.getString('app.baseUrl').replace(/\/+$/, '');
  return createTemplateAction({
    id: 'dop:repository:create',
    description:
      'Makes a hosted repository and puts the workspace into it as the first commit.',
    schema: {
      input: {
        namespace: z =>
          z
            .string()
            .describe(
              'Owning group, by its name or entity ref; the first part of the repository’s path',
            ),
        name: z => z.string().describe('Name of the repository'),
        description: z => z.string().optional(),
        visibility: z => z.enum(['internal', 'private']).optional(),
        trust: z =>
          z
            .enum(['none', 'protectedRefs', 'members'])
            .optional()
            .describe(
              'Given only if an administrator runs the template; left out otherwise',
            ),
        message: z => z.string().optional().describe('Of the first commit'),
        sourcePath: z =>
          z
            .string()
            .optional()
            .describe('Folder of the workspace; all of it by default'),
        entity: z =>
          z
            .string()
            .optional()
            .describe('Name of the component in catalog-info.yaml'),
      },
      output: {
        repository: z => z.string().describe('namespace/name'),
        repositoryId: z => z.string(),
        repositoryUrl: z => z.string().describe('Page of the repository'),
        cloneUrl: z => z.string(),
        commit: z => z.string(),
        entityRef: z => z.string(),
      },
    },
    async handler(ctx) {
      const { name, description, visibility, trust, message } = ctx.input;
      const namespace = ctx.input.namespace.replace(/^.*[:/]/, '');
      const files = await readWorkspace(
        resolveSafeChildPath(ctx.workspacePath, ctx.input.sourcePath ?? '.'),
      );
      const code = CodeClient.create({
        auth,
        discovery,
        credentials: await ctx.getInitiatorCredentials(),
      });
      const create = (given: typeof trust) =>
        code.createRepository({
          namespace,
          name,
          description,
          visibility,
          trust: given,
        });

      let repository: Repository;
      try {
        repository = await create(trust === 'none' ? undefined : trust);
      } catch (error) {
        if (!trust || trust === 'none' || !isRefused(error)) {
          throw await readable(error, code, namespace, name);
        }
        try {
          repository = await create(undefined);
        } catch (second) {
          throw await readable(second, code, namespace, name);
        }
        ctx.logger.warn(
          `Only an administrator gives trust. ${namespace}/${name} starts without it; its steps run in containers, or not at all, until an administrator trusts it.`,
        );
      }
      ctx.logger.info(`Made the repository ${namespace}/${repository.name}`);

      const { sha } = await code.commit(namespace, repository.name, {
        branch: repository.defaultBranch,
        message: message ?? 'Begin from the template',
        files,
        expectedHead: zeroSha,
      });
      ctx.logger.info(`Committed ${files.length} files as ${sha.slice(0, 7)}`);

      ctx.output('repository', `${namespace}/${repository.name}`);
      ctx.output('repositoryId', repository.id);
      ctx.output(
        'repositoryUrl',
        `${appUrl}/code/${namespace}/${repository.name}`,
      );
      ctx.output('cloneUrl', repository.cloneUrl);
      ctx.output('commit', sha);
      ctx.output(
        'entityRef',
        `component:${namespace}/${
          ctx.input.entity ?? repository.name
        }`.toLowerCase(),
      );
    },
  });
}

function isRefused(error: unknown): boolean {
  return error instanceof ResponseError && error.statusCode === 403;
}

/** What the hosting said, in its own words. */
async function readable(
  error: unknown,
  code: CodeClient,
  namespace: string,
  name: string,
): Promise<unknown> {
  if (!(error instanceof ResponseError)) {
    return error;
  }
  if (error.statusCode === 409 && (await code.repository(namespace, name))) {
    return new ConflictError(
      `There is already a repository ${namespace}/${name}. Choose another name.`,
    );
  }
  return error.cause instanceof Error ? error.cause : error;
}
