import type { Request } from 'express';
import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type {
  PermissionName,
  Principal,
  VisibleRepositories,
} from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import type { BlobStore } from '@dop/plugin-devops-node';
import type { Engine, RunRecord } from '@dop/plugin-pipelines-engine';
import type { z } from 'zod/v3';
import type { Components } from '../clients/Components';
import type { Repositories } from '../clients/Repositories';
import type { RepositoryNames } from '../database/RepositoryNames';
import type { WorkflowStore } from '../definitions/WorkflowStore';
import type { DeliveryStore } from '../deliveries/DeliveryStore';
import type { LanguageWorker } from '../language/LanguageWorker';
import type { ManualStarts } from '../runs/ManualStarts';
import type { RunPresenter } from '../runs/RunPresenter';
import type { RunStarter } from '../runs/RunStarter';
import type { DatabaseSecretStore } from '../secrets/DatabaseSecretStore';
import type { ScheduleStore } from '../schedules/ScheduleStore';

/** What the routes work with. */
export interface RouterContext {
  access: AccessService;
  /** Policy of `dop.pipelines.approvals`. */
  approvals: { allowOwn: boolean };
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  engine: Engine;
  blobs: BlobStore;
  workflows: WorkflowStore;
  deliveries: DeliveryStore;
  names: RepositoryNames;
  repositories: Repositories;
  components: Components;
  language: LanguageWorker;
  /** Names of the variables that the portal's configuration sets. */
  portalEnv: string[];
  presenter: RunPresenter;
  schedules: ScheduleStore;
  secrets: DatabaseSecretStore;
  starter: RunStarter;
  starts: ManualStarts;
}

/** @throws InputError that says which part is wrong */
export function parse<T extends z.ZodTypeAny>(
  schema: T,
  value: unknown,
  what: string,
): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new InputError(
      `The ${what} cannot be used: ${result.error.issues
        .slice(0, 5)
        .map(({ path, message }) => `${path.join('.') || what}: ${message}`)
        .join('; ')}`,
    );
  }
  return result.data;
}

/** Runs a write with its audit event. */
export async function audited<T>(
  { auditor }: Pick<RouterContext, 'auditor'>,
  request: Request,
  eventId: string,
  meta: JsonObject,
  work: () => Promise<T>,
): Promise<T> {
  const event = await auditor.createEvent({
    eventId,
    request,
    severityLevel: 'medium',
    meta,
  });
  try {
    const result = await work();
    await event.success();
    return result;
  } catch (error) {
    await event.fail({ error: error as Error });
    throw error;
  }
}

/** For the filters of lists; undefined for all. */
export function idsOf(visible: VisibleRepositories): string[] | undefined {
  return visible.all ? undefined : visible.repositoryIds;
}

/** One repository that was asked for, if it is among the visible ones. */
export function narrowed(
  visible: VisibleRepositories,
  repositoryId: string | undefined,
): string[] | undefined {
  const ids = idsOf(visible);
  if (!repositoryId) {
    return ids;
  }
  return !ids || ids.includes(repositoryId) ? [repositoryId] : [];
}

export function encodeCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** @throws InputError */
export function decodeCursor(
  cursor: string | undefined,
  pattern: RegExp,
): string | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!pattern.test(id)) {
    throw new InputError(
      'The cursor is none that this list gave. Begin again without one.',
    );
  }
  return id;
}

/** One page of what was read with one row more than asked for. */
export function pageOf<T, R>(
  rows: T[],
  limit: number,
  cursorOf: (row: T) => string,
  items: R[],
): { items: R[]; nextCursor?: string } {
  const more = rows.length > limit;
  return {
    items: items.slice(0, limit),
    ...(more && { nextCursor: encodeCursor(cursorOf(rows[limit - 1])) }),
  };
}

/** The entity ref of a person, or what else acts. */
export function actorOf(principal: Principal): string {
  switch (principal.type) {
    case 'user':
      return principal.userEntityRef;
    case 'run':
      return `run:${principal.runId}`;
    default:
      return principal.subject;
  }
}

export const runIdPattern = /^[0-9a-f-]{36}$/;

/** @throws NotFoundError for a run that is not there or that the caller may not see */
export async function visibleRun(
  { access, engine }: Pick<RouterContext, 'access' | 'engine'>,
  request: Request,
  permission: PermissionName,
  allow: ('user' | 'service')[] = ['user', 'service'],
): Promise<VisibleRun> {
  const principal = await access.principal(request, { allow });
  const { id } = request.params;
  const record = runIdPattern.test(id)
    ? await engine.queries.run(id)
    : undefined;
  if (!record) {
    throw new NotFoundError('There is no such run that you may see');
  }
  const { repositoryId } = record;
  await access.authorize(principal, permission, { repositoryId });
  return { principal, record };
}

/** A run that the caller may see. */
export interface VisibleRun {
  principal: Principal;
  record: RunRecord;
}
