/** Addresses of other rooms' pages. Names are encoded, so any name is safe. */
const part = encodeURIComponent;

export function runPath(runId: string, instanceKey?: string): string {
  const path = `/pipelines/runs/${part(runId)}`;
  return instanceKey
    ? `${path}?${new URLSearchParams({ step: instanceKey })}`
    : path;
}

/** The repository that an image repository belongs to: its first two parts. */
export function repositoryOf(image: string): string {
  return image.split('/').slice(0, 2).join('/');
}

export function repositoryPath(repository: string): string {
  return `/code/${repository.split('/').map(part).join('/')}`;
}

export function commitPath(repository: string, commit: string): string {
  return `${repositoryPath(repository)}/commits/${part(commit)}`;
}

/** @param ref - entity ref, `component:shop/checkout` */
export function entityPath(ref: string): string {
  const [, kind, namespace = 'default', name] =
    /^([^:]+):(?:([^/]+)\/)?(.+)$/.exec(ref) ?? [];
  return kind
    ? `/catalog/${part(namespace)}/${part(kind)}/${part(name)}`
    : '/catalog';
}

/** Tags are often commits: those are shown like commits. */
export function shortTag(tag: string): string {
  return /^[0-9a-f]{40}$/.test(tag) ? tag.slice(0, 7) : tag;
}
