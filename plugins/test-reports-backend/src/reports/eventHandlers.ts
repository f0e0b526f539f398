import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { InputError, ResponseError } from '@backstage/errors';
import type { EventHandler, PortalEvent } from '@dop/plugin-devops-node';
import { z } from 'zod/v3';
import type { IngestionLoop } from '../ingestion/IngestionLoop';
import type { ReportLimits } from '../junit/limits';
import type { NewReport } from './NewReport';
import type { ReportIntake } from './ReportIntake';
import type { ReportStore } from './ReportStore';

const producedSchema = z.object({
  provenance: z.object({
    runId: z.string().min(1).max(64),
    runNumber: z.number().int(),
    workflowId: z.string().max(64),
    workflowName: z.string().optional(),
    stepId: z.string().max(255),
    instanceKey: z.string(),
    attempt: z.number().int(),
    outcome: z.string().max(32).optional(),
    repositoryId: z.string().min(1).max(36),
    commit: z.string().max(64),
    ref: z.string(),
    protectedRef: z.boolean(),
    isolated: z.boolean(),
    services: z.array(z.string().max(255)).default([]),
    time: z.string().optional(),
  }),
  artifact: z.object({
    digest: z.string().regex(/^sha256:[a-f0-9]{64}$/),
    size: z.number().nonnegative(),
    mediaType: z.string().max(255),
    path: z.string().optional(),
  }),
  output: z.string().optional(),
  suite: z.string().min(1).max(255),
});

type Produced = z.infer<typeof producedSchema>;

interface Fetched {
  report: NewReport;
  release?: () => void;
}

/** What a run tells: it has made a test report. The file is copied first. */
export function testReportProduced(options: {
  auth: AuthService;
  discovery: DiscoveryService;
  intake: ReportIntake;
  limits: ReportLimits;
  loop: IngestionLoop;
}): EventHandler<Fetched> {
  const { intake, limits, loop } = options;
  return {
    prepare: async event => {
      const produced = parse(event);
      const report = toNewReport(produced, event.time);
      const { artifact } = produced;
      if (artifact.size > limits.fileBytes) {
        return {
          report: refused(
            report,
            `The file has ${artifact.size} bytes; a report may have ${limits.fileBytes}`,
          ),
        };
      }
      const content = await fetchArtifact(options, artifact.digest);
      if (!content) {
        return {
          report: refused(report, 'The file was gone before it was copied'),
        };
      }
      const { digest, size, release } = await intake.hold(content, {
        expected: artifact.digest,
        maxBytes: limits.fileBytes,
      });
      return { report: { ...report, digest, size }, release };
    },
    apply: async (trx, _, { report, release }) => {
      await intake.add(report, trx);
      release?.();
    },
    after: () => loop.wake(),
  };
}

/** Reports go with their repository. */
export function repositoryChanged(options: {
  reports: ReportStore;
  loop: IngestionLoop;
}): EventHandler {
  return {
    apply: async (trx, event: PortalEvent) => {
      const { change, repositoryId } = event.data;
      if (change === 'deleted' && typeof repositoryId === 'string') {
        await options.reports.markRemoved({ repository_id: repositoryId }, trx);
      }
    },
    after: () => options.loop.wake(),
  };
}

function parse(event: PortalEvent): Produced {
  const parsed = producedSchema.safeParse(event.data);
  if (!parsed.success) {
    throw new InputError(
      `Not a dop.test-report.produced: ${parsed.error.message}`,
    );
  }
  return parsed.data;
}

function toNewReport(
  { provenance, artifact, suite, output }: Produced,
  eventTime: string,
): NewReport {
  return {
    repositoryId: provenance.repositoryId,
    name: suite,
    evidence: provenance.isolated ? 'proved' : 'notIsolated',
    run: {
      id: provenance.runId,
      number: provenance.runNumber,
      workflowId: provenance.workflowId,
      workflowName: provenance.workflowName,
      stepId: provenance.stepId,
      instanceKey: provenance.instanceKey,
      attempt: provenance.attempt,
      outcome: provenance.outcome,
    },
    commit: provenance.commit,
    ref: provenance.ref,
    protectedRef: provenance.protectedRef,
    services: provenance.services,
    output,
    digest: artifact.digest,
    size: artifact.size,
    mediaType: artifact.mediaType,
    producedAt: Date.parse(provenance.time ?? eventTime) || Date.now(),
  };
}

function refused(report: NewReport, message: string): NewReport {
  return { ...report, refused: { message } };
}

/** @returns undefined if there is no such artifact */
async function fetchArtifact(
  { auth, discovery }: { auth: AuthService; discovery: DiscoveryService },
  digest: string,
): Promise<Readable | undefined> {
  const { token } = await auth.getPluginRequestToken({
    onBehalfOf: await auth.getOwnServiceCredentials(),
    targetPluginId: 'pipelines',
  });
  const baseUrl = await discovery.getBaseUrl('pipelines');
  const response = await fetch(`${baseUrl}/artifacts/${digest}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (response.status === 404 || response.status === 410) {
    return undefined;
  }
  if (!response.ok || !response.body) {
    throw await ResponseError.fromResponse(response);
  }
  return Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
}
