/** Addresses of the pages; names are encoded, so any name is safe. */
const part = encodeURIComponent;

/** `namespace` and `name` of a repository. */
export interface RepositoryName {
  namespace: string;
  name: string;
}

export function repositoryPath({ namespace, name }: RepositoryName): string {
  return `/code/${part(namespace)}/${part(name)}`;
}

/** @param ref - short or full; the default branch where it is left out */
export function filePath(
  repository: RepositoryName,
  ref?: string,
  path?: string,
  line?: number,
): string {
  const query = new URLSearchParams({
    ...(ref && { ref }),
    ...(path && { path }),
  }).toString();
  return `${repositoryPath(repository)}${query && `?${query}`}${
    line ? `#L${line}` : ''
  }`;
}

export function commitsPath(
  repository: RepositoryName,
  ref?: string,
  path?: string,
): string {
  const query = new URLSearchParams({
    ...(ref && { ref }),
    ...(path && { path }),
  }).toString();
  return `${repositoryPath(repository)}/commits${query && `?${query}`}`;
}

export function commitPath(repository: RepositoryName, sha: string): string {
  return `${repositoryPath(repository)}/commits/${part(sha)}`;
}

export function refsPath(repository: RepositoryName): string {
  return `${repositoryPath(repository)}/refs`;
}

/** @param query - `state` of the list */
export function pullRequestsPath(
  repository: RepositoryName,
  query: { state?: string } = {},
): string {
  const text = new URLSearchParams(query).toString();
  return `${repositoryPath(repository)}/pull-requests${text && `?${text}`}`;
}

/** @param branches - short names; what is left out is chosen there */
export function newPullRequestPath(
  repository: RepositoryName,
  branches: { source?: string; target?: string } = {},
): string {
  const query = new URLSearchParams(branches).toString();
  return `${pullRequestsPath(repository)}/new${query && `?${query}`}`;
}

export function pullRequestPath(
  repository: RepositoryName,
  number: number,
): string {
  return `${pullRequestsPath(repository)}/${number}`;
}

/** The page of a run; the plugin `pipelines` draws it. */
export function runPath(id: string): string {
  return `/pipelines/runs/${part(id)}`;
}

/** The runs of a branch. */
export function runsPath(repositoryId: string, branch: string): string {
  return `/pipelines/runs?${new URLSearchParams({ repositoryId, branch })}`;
}

export function settingsPath(repository: RepositoryName): string {
  return `${repositoryPath(repository)}/settings`;
}

/** `ada` of `user:default/ada`. */
export function shortUser(ref: string): string {
  return ref.replace(/^user:(?:[^/]+\/)?/, '');
}

/** `refs/heads/main` as `main`. */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
