/** Addresses of the portal's pages. Names are encoded, so any name is safe. */
const part = encodeURIComponent;

export const workflowsPath = '/pipelines/workflows';
export const runsPath = '/pipelines/runs';
export const deliveriesPath = '/pipelines/deliveries';

export function workflowPath(id: string): string {
  return `${workflowsPath}/${part(id)}`;
}

/** @param place - without one, to begin a new workflow */
export function editorPath(
  place: {
    repository?: string;
    ref?: string;
    path?: string;
    step?: string;
    line?: number;
  } = {},
): string {
  const { repository, ref, path, step, line } = place;
  const query = new URLSearchParams({
    ...(repository && { repository }),
    ...(ref && { ref: ref.replace(/^refs\/heads\//, '') }),
    ...(path && { path }),
    ...(step && { step }),
    ...(line && { line: String(line) }),
  }).toString();
  return `/pipelines/editor${query && `?${query}`}`;
}

export function runPath(id: string): string {
  return `${runsPath}/${part(id)}`;
}

/** One step of a run, with its log. */
export function stepPath(runId: string, instanceKey: string): string {
  return `${runPath(runId)}?${new URLSearchParams({ step: instanceKey })}`;
}

export function runsOfPath(filter: Record<string, string>): string {
  return `${runsPath}?${new URLSearchParams(filter)}`;
}

/** @param repository - `namespace/name` */
export function repositoryPath(repository: string): string {
  return `/code/${repository.split('/').map(part).join('/')}`;
}

export function commitPath(repository: string, commit: string): string {
  return `${repositoryPath(repository)}/commits/${part(commit)}`;
}

export function pullRequestPath(repository: string, number: number): string {
  return `${repositoryPath(repository)}/pull-requests/${number}`;
}

export function filePath(
  repository: string,
  ref: string,
  path: string,
  line?: number,
): string {
  const query = new URLSearchParams({ ref, path });
  return `${repositoryPath(repository)}?${query}${line ? `#L${line}` : ''}`;
}

/** @param ref - entity ref, `component:shop/checkout` */
export function entityPath(ref: string): string {
  const match = /^([^:]+):(?:([^/]+)\/)?(.+)$/.exec(ref);
  if (!match) {
    return '/catalog';
  }
  const [, kind, namespace = 'default', name] = match;
  return `/catalog/${part(namespace)}/${part(kind)}/${part(name)}`;
}

/** @param uses - `dop/node-test@1.0.0` */
export function componentPath(uses: string): string {
  const [name, version] = uses.split('@');
  const path = `/components/${name.split('/').map(part).join('/')}`;
  return version && /^\d+\.\d+\.\d+/.test(version)
    ? `${path}?${new URLSearchParams({ version })}`
    : path;
}

export function imagePath(repository: string, digest?: string): string {
  const path = `/images/${repository.split('/').map(part).join('/')}`;
  return digest ? `${path}?${new URLSearchParams({ digest })}` : path;
}

export function testReportPath(id: string): string {
  return `/tests/${part(id)}`;
}
