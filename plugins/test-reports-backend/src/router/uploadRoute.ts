import type { Request, Router } from 'express';
import type { AuditorService } from '@backstage/backend-plugin-api';
import {
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  isProtectedRef,
  type Principal,
  type RepositoryRecord,
} from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import { ContentTooLargeError } from '@dop/plugin-devops-node';
import type { z } from 'zod/v3';
import type { IngestionLoop } from '../ingestion/IngestionLoop';
import type { ReportLimits } from '../junit/limits';
import type { NewReport } from '../reports/NewReport';
import type { ReportIntake } from '../reports/ReportIntake';
import type { ReportStore } from '../reports/ReportStore';
import { findRepository } from './findRepository';
import { parseQuery, uploadQuery } from './queries';
import type { ReportReader } from './ReportReader';

const idleMs = 60_000;
const parallelUploads = 32;

type Upload = z.output<typeof uploadQuery>;
type Draft = Omit<NewReport, 'size' | 'mediaType'>;

/**
 * `PUT /reports`: anybody with a token may send a file, from anywhere. What a
 * run token brings is known to come from its attempt; what a person's token
 * brings is their claim. The same file with the same words is one report.
 */
export function addUploadRoute(
  router: Router,
  options: {
    access: AccessService;
    auditor: AuditorService;
    reports: ReportStore;
    reader: ReportReader;
    intake: ReportIntake;
    loop: IngestionLoop;
    limits: ReportLimits;
  },
): void {
  const { access, auditor, reports, reader, intake, loop, limits } = options;
  let uploads = 0;

  router.put('/reports', async (request, response) => {
    const principal = await access.principal(request, {
      allow: ['user', 'run'],
    });
    const upload = parseQuery(uploadQuery, request.query);
    const event = await auditor.createEvent({
      eventId: 'report-upload',
      severityLevel: 'low',
      request,
      meta: { repository: upload.repository, name: upload.name },
    });
    try {
      const draft = await draftOf(access, principal, upload);
      await access.authorize(principal, 'dop.report.write', {
        repositoryId: draft.repositoryId,
      });
      checkBody(request, limits);
      if (uploads >= parallelUploads) {
        throw new ServiceUnavailableError(
          'Too many reports arrive at once; try again in a few seconds',
        );
      }
      uploads += 1;
      const held = await receive(request, intake, limits).finally(() => {
        uploads -= 1;
      });
      try {
        const { id, added } = await intake.add({
          ...draft,
          digest: held.digest,
          size: held.size,
          mediaType: 'application/xml',
        });
        await event.success({
          meta: { reportId: id, repositoryId: draft.repositoryId },
        });
        loop.wake();
        const row = await reports.get(id);
        response
          .status(added ? 201 : 200)
          .location(`${request.baseUrl}/reports/${id}`)
          .json(row && (await reader.present([row]))[0]);
      } finally {
        held.release();
      }
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
  });
}

async function draftOf(
  access: AccessService,
  principal: Principal,
  upload: Upload,
): Promise<Draft> {
  const repository = upload.repository
    ? await findRepository(access, upload.repository)
    : undefined;
  if (upload.repository && !repository) {
    throw new NotFoundError(`There is no repository ${upload.repository}`);
  }
  const common = {
    name: upload.name,
    senderKey: upload.key,
    services: [],
    producedAt: Date.now(),
  };
  if (principal.type === 'run') {
    if (repository && repository.id !== principal.repositoryId) {
      throw new NotAllowedError(
        `This token belongs to a run of another repository than ${upload.repository}`,
      );
    }
    checkClaims(principal, upload);
    return {
      ...common,
      repositoryId: principal.repositoryId,
      evidence: principal.isolated ? 'proved' : 'notIsolated',
      run: {
        id: principal.runId,
        number: principal.runNumber,
        workflowId: principal.workflowId,
        stepId: principal.stepId,
        instanceKey: principal.instanceKey,
        attempt: principal.attempt,
      },
      commit: principal.commit,
      ref: principal.ref,
      protectedRef: principal.protectedRef,
    };
  }
  if (principal.type !== 'user') {
    throw new NotAllowedError('Only people and runs send reports');
  }
  return {
    ...common,
    ...claimed(repository, upload),
    uploadedBy: principal.userEntityRef,
  };
}

function claimed(
  repository: RepositoryRecord | undefined,
  upload: Upload,
): Pick<
  Draft,
  'repositoryId' | 'evidence' | 'commit' | 'ref' | 'protectedRef'
> {
  if (!repository) {
    throw new InputError(
      'Query parameter repository: say which, as <namespace>/<name>',
    );
  }
  if (!upload.commit) {
    throw new InputError(
      'Query parameter commit: say which commit was tested, as its hash',
    );
  }
  const ref = `refs/heads/${upload.branch ?? repository.defaultBranch}`;
  return {
    repositoryId: repository.id,
    evidence: 'claimed',
    commit: upload.commit.toLowerCase(),
    ref,
    protectedRef: isProtectedRef(ref, repository.protectedRefs),
  };
}

/** A run need not say where it runs; if it does, it must be true. */
function checkClaims(
  principal: Extract<Principal, { type: 'run' }>,
  upload: Upload,
): void {
  if (
    upload.commit &&
    !principal.commit.startsWith(upload.commit.toLowerCase())
  ) {
    throw new InputError(
      `Query parameter commit: this run tests ${principal.commit}, not ${upload.commit}`,
    );
  }
  if (upload.branch && `refs/heads/${upload.branch}` !== principal.ref) {
    throw new InputError(
      `Query parameter branch: this run is on ${principal.ref}, not on ${upload.branch}`,
    );
  }
}

function checkBody(request: Request, limits: ReportLimits): void {
  const encoding = request.headers['content-encoding'];
  if (encoding && encoding !== 'identity') {
    throw new InputError(
      `Content-Encoding ${encoding} is not taken; send the file as it is`,
    );
  }
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > limits.fileBytes) {
    throw new ContentTooLargeError(
      `The file has ${length} bytes; a report may have ${limits.fileBytes}`,
    );
  }
}

/** To disk, however long it takes, as long as bytes keep coming. */
async function receive(
  request: Request,
  intake: ReportIntake,
  limits: ReportLimits,
): ReturnType<ReportIntake['hold']> {
  const idle = () =>
    request.destroy(
      new InputError(`Nothing arrived for ${idleMs / 1000} s; send it again`),
    );
  request.socket.setTimeout(idleMs, idle);
  try {
    return await intake.hold(request, { maxBytes: limits.fileBytes });
  } finally {
    request.socket.setTimeout(0);
    request.socket.off('timeout', idle);
  }
}
