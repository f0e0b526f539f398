import {
  copyFile,
  link,
  mkdir,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unreachableFor, type HostUser } from './hostUser';

/**
 * The Node that programs are started with. Where their user may not enter the
 * folder of the portal's own (a checkout in a private home), it is put into
 * `folder` as well: linked if the disk is the same, else copied.
 *
 * @returns path of the binary
 */
export async function reachableNode(
  user: HostUser | undefined,
  folder: string,
): Promise<string> {
  // Of a link, only what it leads to can be run elsewhere.
  const own = await realpath(process.execPath);
  if (!user || !unreachableFor(user, [own])) {
    return own;
  }
  const path = join(folder, `node-${process.version}`, 'node');
  const { size } = await stat(own);
  const known = await stat(path).catch(() => undefined);
  if (known?.size !== size) {
    const fresh = `${path}.${process.pid}`;
    await mkdir(dirname(path), { recursive: true, mode: 0o755 });
    await rm(fresh, { force: true });
    await link(own, fresh).catch(() => copyFile(own, fresh));
    await rename(fresh, path);
  }
  return path;
}
