import { statSync } from 'node:fs';
import { lchown, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A user of the host other than the portal's. */
export interface HostUser {
  uid: number;
  gid: number;
}

/** Makes a folder and everything in it a user's, without following links. */
export async function giveTo(user: HostUser, path: string): Promise<void> {
  await lchown(path, user.uid, user.gid);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) {
      await giveTo(user, child);
    } else {
      await lchown(child, user.uid, user.gid);
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
