import { posix } from 'node:path';

/**
 * Whether a link stays inside of its tree, whatever other such links are there:
 * it may go up, but not above the top, and then only down.
 *
 * @param path - of the link in the tree, forward slashes
 */
export function linkStaysInside(path: string, target: string): boolean {
  if (target === '' || posix.isAbsolute(target) || target.includes('\0')) {
    return false;
  }
  const parts = target.split('/').filter(part => part !== '' && part !== '.');
  const firstDown = parts.findIndex(part => part !== '..');
  const ups = firstDown < 0 ? parts.length : firstDown;
  return ups <= path.split('/').length - 1 && !parts.slice(ups).includes('..');
}

/** Whether a path in a tree is relative, normal and inside of it. */
export function pathStaysInside(path: string): boolean {
  return (
    path !== '' &&
    !path.includes('\0') &&
    !posix.isAbsolute(path) &&
    path.split('/').every(part => part !== '' && part !== '.' && part !== '..')
  );
}
