/** Addresses of pages. Names are encoded, so any name is safe. */
const part = encodeURIComponent;

export const reportsPath = '/tests';

export function reportPath(
  id: string,
  filter: Record<string, string> = {},
): string {
  const query = new URLSearchParams(filter).toString();
  return `${reportsPath}/${part(id)}${query ? `?${query}` : ''}`;
}

export function testPath(reportId: string, index: number): string {
  return `${reportPath(reportId)}/${index}`;
}

export function reportsOfPath(filter: Record<string, string>): string {
  return `${reportsPath}?${new URLSearchParams(filter)}`;
}

export function runPath(runId: string, instanceKey?: string): string {
  const path = `/pipelines/runs/${part(runId)}`;
  return instanceKey
    ? `${path}?${new URLSearchParams({ step: instanceKey })}`
    : path;
}

/** @param repository - `namespace/name` */
export function repositoryPath(repository: string): string {
  return `/code/${repository.split('/').map(part).join('/')}`;
}

export function commitPath(repository: string, commit: string): string {
  return `${repositoryPath(repository)}/commits/${part(commit)}`;
}
