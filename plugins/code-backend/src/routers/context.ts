import type { Request } from 'express';
import type { AuditorService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type {
  PermissionName,
  Principal,
  RepositoryRecord,
} from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import type { CommitWriter } from '../content/CommitWriter';
import type { FindingStore } from '../findings/FindingStore';
import type { Git } from '../git/Git';
import type { RepositoryFolders } from '../git/RepositoryFolders';
import type { PullRequests } from '../pulls/PullRequests';
import type { Repositories } from '../records/Repositories';

/** What the routers work with. */
export interface RouterContext {
  access: AccessService;
  auditor: AuditorService;
  repositories: Repositories;
  findings: FindingStore;
  folders: RepositoryFolders;
  git: Git;
  writer: CommitWriter;
  pulls: PullRequests;
  /** `<backend.baseUrl>/git` */
  gitUrl: string;
}

/** A checked request for one repository. */
export interface RepositoryRequest {
  principal: Principal;
  record: RepositoryRecord;
  /** The bare repository. */
  folder: string;
}

/** Who asks, for which repository, and whether they may. */
export async function repositoryRequest(
  context: RouterContext,
  request: Request,
  permission: PermissionName,
): Promise<RepositoryRequest> {
  const { access, repositories, folders } = context;
  const principal = await access.principal(request);
  const { namespace, name } = request.params;
  const record = await repositories.get(namespace, name);
  await access.authorize(principal, 'dop.repository.read', {
    repositoryId: record.id,
  });
  if (permission !== 'dop.repository.read') {
    await access.authorize(principal, permission, { repositoryId: record.id });
  }
  return { principal, record, folder: folders.path(record.id) };
}

/** Runs a write inside an audit event. */
export async function audited<T>(
  context: RouterContext,
  request: Request,
  eventId: string,
  meta: Record<string, string>,
  run: () => Promise<T>,
): Promise<T> {
  const event = await context.auditor.createEvent({
    eventId,
    severityLevel: 'medium',
    request,
    meta,
  });
  try {
    const result = await run();
    await event.success();
    return result;
  } catch (error) {
    await event.fail({
      error: isError(error) ? (error as Error) : new Error(String(error)),
    });
    throw error;
  }
}
