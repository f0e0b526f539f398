/**
 * Whether a full ref (`refs/heads/main`) matches one of the patterns. `*` in a
 * pattern stands for any characters; nothing else is special.
 */
export function isProtectedRef(ref: string, patterns: string[]): boolean {
  return patterns.some(pattern =>
    new RegExp(
      `^${pattern
        .split('*')
        .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
    ).test(ref),
  );
}

/**
 * A ref as a part of an image tag: branch or tag name in lower case, everything
 * but letters, digits and dots as a dash, at most 40 characters.
 */
export function refSlug(ref: string): string {
  return (
    ref
      .replace(/^refs\/(heads|tags)\//, '')
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 40) || 'ref'
  );
}
