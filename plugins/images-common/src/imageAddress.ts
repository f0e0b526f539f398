const encode = encodeURIComponent;

/** What an address of the portal says after `/images/r/`. */
export interface ImageAddress {
  /** `shop/checkout` */
  repository: string;
  /** `sha256:…` or a tag; absent for the repository itself. */
  reference?: string;
}

/**
 * The page of an image repository, or of one image in it. With a digest it
 * shows the same for ever; with a tag what the tag points to now.
 */
export function imagePath(repository: string, reference?: string): string {
  const path = `/images/r/${repository.split('/').map(encode).join('/')}`;
  if (!reference) {
    return path;
  }
  return reference.startsWith('sha256:')
    ? `${path}@${reference}`
    : `${path}:${encode(reference)}`;
}

/** Reads `shop/checkout@sha256:…`, `shop/checkout:tag` or `shop/checkout`. */
export function parseImageAddress(text: string): ImageAddress {
  const clean = text.replace(/^\/+|\/+$/g, '');
  const [, byDigest, digest] = /^([^@]+)@(.+)$/.exec(clean) ?? [];
  if (byDigest) {
    return { repository: byDigest, reference: digest };
  }
  const [, byTag, tag] = /^(.+):([^/:]+)$/.exec(clean) ?? [];
  return byTag ? { repository: byTag, reference: tag } : { repository: clean };
}
