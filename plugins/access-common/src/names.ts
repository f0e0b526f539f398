const reservedGroups = new Set([
  'api',
  'default',
  'dop',
  'git',
  'system',
  'v2',
]);

/**
 * What is wrong with the name of a group, as a sentence; undefined if nothing
 * is. A group's name is also a catalog namespace and the first part of Git and
 * image addresses.
 */
export function groupNameProblem(name: string): string | undefined {
  if (name.length > 63) {
    return 'A group name has at most 63 characters';
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    return 'A group name begins with a lower-case letter and holds lower-case letters, digits and single dashes between them';
  }
  return reservedGroups.has(name)
    ? `The group name "${name}" is reserved; choose another`
    : undefined;
}

/** What is wrong with the name of an account; undefined if nothing is. */
export function accountNameProblem(name: string): string | undefined {
  if (name.length > 63) {
    return 'An account name has at most 63 characters';
  }
  return /^[a-z][a-z0-9]*([-._][a-z0-9]+)*$/.test(name)
    ? undefined
    : 'An account name begins with a lower-case letter and holds lower-case letters, digits and single dashes, dots or underscores between them';
}

/** What is wrong with the name of a repository; undefined if nothing is. */
export function repositoryNameProblem(name: string): string | undefined {
  if (name.length > 100) {
    return `A repository name has at most 100 characters; this one has ${name.length}`;
  }
  if (!/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name)) {
    return 'A repository name begins and ends with a letter or digit and holds letters, digits, dots, dashes and underscores between them';
  }
  if (name.includes('..')) {
    return 'A repository name may not hold two dots in a row';
  }
  return /\.(git|lock)$/i.test(name)
    ? 'A repository name may not end with .git or .lock; leave the ending out'
    : undefined;
}
