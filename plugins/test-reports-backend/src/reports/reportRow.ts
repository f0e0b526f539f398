import type { TestReport } from '@dop/plugin-test-reports-common';

/** A row of the table `reports`; big integers may come as text. */
export interface ReportRow {
  id: number;
  key: string;
  repository_id: string;
  name: string;
  /** A `ReportState`, or `removing`. */
  state: string;
  evidence: string;
  lane: string;
  run_id: string | null;
  run_number: number | null;
  workflow_id: string | null;
  workflow_name: string | null;
  step_id: string | null;
  instance_key: string | null;
  attempt: number | null;
  outcome: string | null;
  superseded: boolean | number;
  commit_sha: string;
  ref: string;
  protected_ref: boolean | number;
  uploaded_by: string | null;
  digest: string | null;
  size: number | string | null;
  media_type: string | null;
  tests: number;
  passed: number;
  failed: number;
  errored: number;
  skipped: number;
  flaky: number;
  duration_ms: number;
  warnings: string;
  warnings_left_out: number;
  previous_id: number | null;
  new_failures: number;
  still_failing: number;
  fixed: number;
  produced_at: number | string;
  received_at: number | string;
  due_at: number | string;
  tries: number;
}

/** Short name of a branch; undefined for other refs. */
export function branchOf(ref: string): string | undefined {
  return ref.startsWith('refs/heads/')
    ? ref.slice('refs/heads/'.length)
    : undefined;
}

export function toReport(
  row: ReportRow,
  more: {
    services: string[];
    repository?: { namespace: string; name: string };
    previous?: { id: number; commit_sha: string; ref: string };
  },
): TestReport {
  return {
    id: String(row.id),
    repository: {
      id: row.repository_id,
      namespace: more.repository?.namespace,
      name: more.repository?.name,
    },
    name: row.name,
    state: row.state as TestReport['state'],
    evidence: row.evidence as TestReport['evidence'],
    run: toRun(row),
    superseded: Boolean(row.superseded),
    commit: row.commit_sha,
    ref: row.ref,
    branch: branchOf(row.ref),
    protectedRef: Boolean(row.protected_ref),
    services: more.services,
    uploadedBy: row.uploaded_by ?? undefined,
    file: row.digest
      ? {
          digest: row.digest,
          size: Number(row.size),
          mediaType: row.media_type ?? 'application/xml',
        }
      : undefined,
    totals: {
      tests: row.tests,
      passed: row.passed,
      failed: row.failed,
      errored: row.errored,
      skipped: row.skipped,
      flaky: row.flaky,
    },
    durationMs: row.duration_ms,
    warnings: JSON.parse(row.warnings),
    warningsLeftOut: row.warnings_left_out,
    comparison: more.previous && {
      reportId: String(more.previous.id),
      commit: more.previous.commit_sha,
      branch: branchOf(more.previous.ref),
      newFailures: row.new_failures,
      stillFailing: row.still_failing,
      fixed: row.fixed,
    },
    time: new Date(Number(row.produced_at)).toISOString(),
    receivedAt: new Date(Number(row.received_at)).toISOString(),
  };
}

function toRun(row: ReportRow): TestReport['run'] {
  return row.run_id === null
    ? undefined
    : {
        id: row.run_id,
        number: row.run_number ?? 0,
        workflowId: row.workflow_id ?? '',
        workflowName: row.workflow_name ?? undefined,
        stepId: row.step_id ?? '',
        instanceKey: row.instance_key ?? '',
        attempt: row.attempt ?? 1,
        outcome: row.outcome ?? undefined,
      };
}
