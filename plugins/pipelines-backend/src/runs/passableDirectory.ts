import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ForwardedError } from '@backstage/errors';

/**
 * A folder through which the users of programs can pass. The portal's own folder
 * is private, so where programs run as another user (the portal is root) their
 * work lies in the system's folder for temporary files, under a name that
 * belongs to this data folder and cannot be listed by others.
 *
 * @throws Error where somebody else took the name
 */
export function passableDirectory(
  dataDirectory: string,
  otherUser: boolean,
): string {
  if (!otherUser) {
    return dataDirectory;
  }
  const name = createHash('sha256')
    .update(dataDirectory)
    .digest('hex')
    .slice(0, 16);
  const folder = join(tmpdir(), `dop-${name}`);
  try {
    mkdirSync(folder, { mode: 0o711 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new ForwardedError(`${folder} could not be made`, error);
    }
  }
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(
      `${folder} belongs to somebody else. Remove it, or set TMPDIR to another folder.`,
    );
  }
  chmodSync(folder, 0o711);
  return folder;
}
