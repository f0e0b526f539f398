import { createHash } from 'node:crypto';
import type {
  Evidence,
  ReportRun,
  ReportWarning,
} from '@dop/plugin-test-reports-common';

/** A report as it arrives, before anything in it is read. */
export interface NewReport {
  repositoryId: string;
  name: string;
  evidence: Evidence;
  run?: ReportRun;
  /** Name of the step's output that it is. */
  output?: string;
  commit: string;
  ref: string;
  protectedRef: boolean;
  services: string[];
  uploadedBy?: string;
  /** What the sender calls this upload; the same content with another key is another report. */
  senderKey?: string;
  digest?: string;
  size: number;
  mediaType: string;
  /** Set when the file could not be taken: then nothing will be read. */
  refused?: ReportWarning;
  /** ms since 1970 */
  producedAt: number;
}

/** The same for what is the same report sent twice. */
export function reportKey(report: NewReport): string {
  return sha256([
    report.repositoryId,
    report.name,
    report.run
      ? [report.run.id, report.run.instanceKey, report.run.attempt]
      : ['upload', report.uploadedBy],
    report.commit,
    report.ref,
    report.output ?? '',
    report.senderKey ?? '',
    report.digest ?? report.refused?.message ?? '',
  ]);
}

/**
 * The history that a report belongs to. What runs made and what people sent
 * are apart, and so are protected and unprotected refs: nothing that is only
 * claimed, and nothing from an unprotected ref, feeds a protected history.
 */
export function reportLane(report: NewReport): string {
  return sha256([
    report.repositoryId,
    report.run ? 'run' : 'upload',
    report.protectedRef,
    report.ref,
    report.name,
    report.output ?? '',
  ]);
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
