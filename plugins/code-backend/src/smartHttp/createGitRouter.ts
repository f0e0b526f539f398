import type { Request, RequestHandler, Response } from 'express';
import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { isError, NotAllowedError } from '@backstage/errors';
import {
  scopesAllow,
  type Principal,
  type RepositoryRecord,
} from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import type { Repositories } from '../records/Repositories';
import { PushSession, type PushServices } from '../push/PushSession';
import { pushRights } from '../push/pushRights';
import { basicSecret } from './basicSecret';
import { GitTransfer, type GitTransferOptions } from './GitTransfer';
import { parseGitPath, type GitRequest } from './parseGitPath';

/** What ends the transfers that are under way. */
export interface GitRouter {
  handler: RequestHandler;
  stop(): void;
}

/**
 * `/git/<namespace>/<name>.git`: the smart HTTP protocol for git clients, with
 * a personal or run token as password. Answers without one are 401; what the
 * caller may not see does not exist.
 */
export function createGitRouter(options: {
  access: AccessService;
  auditor: AuditorService;
  logger: LoggerService;
  repositories: Repositories;
  push: PushServices;
  transfers: GitTransferOptions;
  maxTransfers: number;
}): GitRouter {
  const { access, auditor, logger, repositories } = options;
  const open = new Set<GitTransfer>();

  async function authorise(
    request: Request,
    asked: GitRequest,
  ): Promise<{ principal: Principal; record: RepositoryRecord }> {
    const principal = await access.principalFromSecret(basicSecret(request));
    const writes = asked.service === 'git-receive-pack';
    requireScope(principal, writes);
    const record = await repositories.get(asked.namespace, asked.name);
    await access.authorize(principal, 'dop.repository.read', {
      repositoryId: record.id,
    });
    if (writes) {
      await access.authorize(principal, 'dop.repository.push', {
        repositoryId: record.id,
      });
    }
    return { principal, record };
  }

  async function carry(request: Request, response: Response): Promise<void> {
    const asked = parseGitPath(
      request.method,
      request.path,
      request.query.service,
    );
    // Who is nobody learns nothing, not even what is no address here.
    const secret = basicSecret(request);
    if (!asked) {
      await access.principalFromSecret(secret);
      response.status(404).type('text').send('Not found\n');
      return;
    }
    const { principal, record } = await authorise(request, asked);
    if (open.size >= options.maxTransfers) {
      response
        .status(503)
        .set('Retry-After', '5')
        .type('text')
        .send('Too many clones and pushes at once. Try again soon.\n');
      return;
    }
    const pushes =
      asked.service === 'git-receive-pack' && request.method === 'POST';
    const transfer = GitTransfer.start(options.transfers, {
      request,
      asked,
      repositoryId: record.id,
      user: nameOf(principal),
      session: pushes ? pushSession(principal, record) : undefined,
    });
    open.add(transfer);
    try {
      await (pushes
        ? audited(request, principal, record, () =>
            transfer.carry(request, response),
          )
        : transfer.carry(request, response));
    } finally {
      open.delete(transfer);
    }
  }

  function pushSession(
    principal: Principal,
    record: RepositoryRecord,
  ): PushSession {
    return PushSession.create(options.push, {
      record,
      pusher: {
        userEntityRef:
          principal.type === 'user' ? principal.userEntityRef : undefined,
        runId: principal.type === 'run' ? principal.runId : undefined,
      },
      rights: () => pushRights(access, principal, record.id),
    });
  }

  async function audited(
    request: Request,
    principal: Principal,
    record: RepositoryRecord,
    run: () => Promise<void>,
  ): Promise<void> {
    const event = await auditor.createEvent({
      eventId: 'repository-push',
      severityLevel: 'medium',
      request,
      meta: {
        repositoryId: record.id,
        repository: `${record.namespace}/${record.name}`,
        actor: nameOf(principal),
      },
    });
    try {
      await run();
      await event.success();
    } catch (error) {
      await event.fail({
        error: isError(error) ? (error as Error) : new Error(String(error)),
      });
      throw error;
    }
  }

  return {
    handler: (request, response) => {
      carry(request, response).catch(error =>
        refuse(error, request, response, logger),
      );
    },
    stop: () => open.forEach(transfer => transfer.stop('the portal stops')),
  };
}

/** Answers in plain text, which git shows to the person. */
function refuse(
  error: unknown,
  request: Request,
  response: Response,
  logger: LoggerService,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  request.resume();
  const name = isError(error) ? error.name : '';
  const message = isError(error) ? error.message : 'The request failed';
  const status = {
    AuthenticationError: 401,
    NotAllowedError: 403,
    NotFoundError: 404,
  }[name];
  if (status === 401) {
    response.set('WWW-Authenticate', 'Basic realm="DOP", charset="UTF-8"');
  }
  if (!status) {
    logger.error(
      `Git request ${request.method} ${request.path}`,
      error as Error,
    );
  }
  response
    .status(status ?? 500)
    .set('Cache-Control', 'no-store')
    .type('text')
    .send(
      status
        ? `${status === 404 ? 'Repository not found' : message}\n`
        : 'The portal could not do this. Its log says why.\n',
    );
}

function requireScope(principal: Principal, writes: boolean): void {
  if (principal.type === 'service') {
    throw new NotAllowedError('A plugin has no business in Git.');
  }
  if (principal.type === 'user' && principal.token) {
    const enough = scopesAllow(
      principal.token.scopes,
      writes ? 'dop.repository.push' : 'dop.repository.read',
    );
    if (!enough) {
      throw new NotAllowedError(
        `This token lacks the scope repository:${
          writes ? 'write' : 'read'
        }. Make one that has it in the portal's settings.`,
      );
    }
  }
}

function nameOf(principal: Principal): string {
  if (principal.type === 'user') {
    return principal.userEntityRef.replace(/^.*\//, '');
  }
  return principal.type === 'run' ? `run-${principal.runId}` : 'portal';
}
