import { reportLane, type NewReport } from './NewReport';

/** The row of a report that just arrived. */
export function newReportRow(report: NewReport, key: string, now: number) {
  const { run } = report;
  return {
    key,
    repository_id: report.repositoryId,
    name: report.name,
    state: report.refused ? 'unreadable' : 'waiting',
    evidence: report.evidence,
    lane: reportLane(report),
    run_id: run?.id ?? null,
    run_number: run?.number ?? null,
    workflow_id: run?.workflowId ?? null,
    workflow_name: run?.workflowName ?? null,
    step_id: run?.stepId ?? null,
    instance_key: run?.instanceKey ?? null,
    attempt: run?.attempt ?? null,
    outcome: run?.outcome ?? null,
    superseded: false,
    commit_sha: report.commit,
    ref: report.ref,
    protected_ref: report.protectedRef,
    uploaded_by: report.uploadedBy ?? null,
    digest: report.refused ? null : report.digest ?? null,
    size: report.size,
    media_type: report.mediaType,
    warnings: JSON.stringify(report.refused ? [report.refused] : []),
    produced_at: report.producedAt,
    received_at: now,
    due_at: now,
  };
}
