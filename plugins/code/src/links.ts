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

export function settingsPath(repository: RepositoryName): string {
  return `${repositoryPath(repository)}/settings`;
}

/** `refs/heads/main` as `main`. */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
