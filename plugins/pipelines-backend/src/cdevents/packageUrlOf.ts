import type { ImageValue } from '../events/imagesIn';

/** An image as a package URL. */
export function packageUrlOf(
  { repository, digest, tag }: ImageValue,
  baseUrl: string,
): string {
  const name = repository.split('/').pop() ?? repository;
  const query = new URLSearchParams({
    repository_url: `${new URL(baseUrl).host}/${repository}`,
    ...(tag && { tag }),
  });
  return `pkg:oci/${encodeURIComponent(name)}@${encodeURIComponent(
    digest,
  )}?${query}`;
}
