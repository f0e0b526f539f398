import { lchownSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A user of the host other than the portal's. */
export interface HostUser {
  uid: number;
  gid: number;
}

/**
 * Makes a folder and everything in it a user's, without following links. Only
 * before the user can change anything in it.
 */
export function giveTo(user: HostUser, path: string): void {
  lchownSync(path, user.uid, user.gid);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) {
      giveTo(user, child);
    } else {
      lchownSync(child, user.uid, user.gid);
    }
  }
}

/** The first folder on the way to one of the paths that the user may not enter. */
export function unreachableFor(
  user: HostUser,
  paths: readonly string[],
): string | undefined {
  for (const path of paths) {
    const above: string[] = [];
    for (let at = path; dirname(at) !== at; at = dirname(at)) {
      above.unshift(dirname(at));
    }
    const blocked = above.find(folder => !mayEnter(user, folder));
    if (blocked) {
      return blocked;
    }
  }
  return undefined;
}

function mayEnter(user: HostUser, folder: string): boolean {
  const { mode, uid, gid } = statSync(folder);
  // The owner's bit counts for the owner, the group's for the group, as in the kernel.
  const digit = (shift: number) => Math.floor(mode / 8 ** shift) % 2 === 1;
  if (uid === user.uid) {
    return digit(2);
  }
  return gid === user.gid ? digit(1) : digit(0);
}
