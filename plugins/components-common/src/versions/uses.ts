import { compare, maxSatisfying, prerelease } from 'semver';

/** What `uses` names: a component and the versions that will do. */
export interface ComponentReference {
  namespace: string;
  name: string;
  /** `1`, `1.2` or `1.2.3`. */
  range: string;
}

const name = '[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?';
const pattern = new RegExp(
  `^(${name})/(${name})@(\\d+(?:\\.\\d+(?:\\.\\d+(?:-[0-9A-Za-z.-]+)?)?)?)$`,
);

/** @returns undefined if the text is not `namespace/name@range` */
export function parseUses(uses: string): ComponentReference | undefined {
  const match = uses.length <= 300 ? pattern.exec(uses) : null;
  return match
    ? { namespace: match[1], name: match[2], range: match[3] }
    : undefined;
}

/** Whether a range names one exact version. */
export function isExact(range: string): boolean {
  return /^\d+\.\d+\.\d+/.test(range);
}

/**
 * The highest version in a range. Previews (`1.0.0-beta.1`) only when they are
 * named exactly.
 */
export function selectVersion(
  versions: string[],
  range: string,
): string | undefined {
  if (isExact(range)) {
    return versions.includes(range) ? range : undefined;
  }
  return (
    maxSatisfying(
      versions.filter(version => !prerelease(version)),
      `${range}.x`,
    ) ?? undefined
  );
}

/** Newest first. */
export function sortVersions(versions: string[]): string[] {
  return [...versions].sort((a, b) => compare(b, a));
}
