import { constants } from 'node:fs';
import { lstat, open, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack, type Pack } from 'tar-stream';
import {
  ArtifactError,
  defaultArtifactLimits,
  type ArtifactLimits,
} from './ArtifactError';
import { linkStaysInside } from './links';

/** Opens without following a link and without waiting for a pipe's other end. */
export const safeRead =
  constants.O_RDONLY + constants.O_NOFOLLOW + constants.O_NONBLOCK;

/**
 * A folder as a canonical tar: sorted by bytes, times and owners zero, only the
 * executable bit kept. The same content always gives the same bytes. Errors come
 * through the stream.
 *
 * @throws ArtifactError (through the stream) for devices, pipes and sockets, links that lead out, and too much of it
 */
export function packTree(
  folder: string,
  limits: ArtifactLimits = defaultArtifactLimits,
): Readable {
  const tar = pack();
  const budget = { ...limits };
  addFolder(tar, folder, '', budget).then(
    () => tar.finalize(),
    error => tar.destroy(error),
  );
  return Readable.from(tar);
}

async function addFolder(
  tar: Pack,
  root: string,
  below: string,
  budget: ArtifactLimits,
): Promise<void> {
  const names = await readdir(join(root, below), { encoding: 'buffer' });
  names.sort(Buffer.compare);
  for (const raw of names) {
    const name = raw.toString('utf8');
    if (!Buffer.from(name).equals(raw)) {
      throw new ArtifactError(
        `A file name in ${below || 'the folder'} is not UTF-8`,
      );
    }
    const path = below ? `${below}/${name}` : name;
    budget.entries -= 1;
    if (budget.entries < 0) {
      throw new ArtifactError('It holds more files than an artifact may');
    }
    await addEntry(tar, root, path, budget);
  }
}

async function addEntry(
  tar: Pack,
  root: string,
  path: string,
  budget: ArtifactLimits,
): Promise<void> {
  const full = join(root, path);
  const stats = await lstat(full);
  const header = { mtime: new Date(0), uid: 0, gid: 0 };
  if (stats.isDirectory()) {
    await addSimple(tar, {
      ...header,
      name: `${path}/`,
      type: 'directory',
      mode: 0o755,
    });
    await addFolder(tar, root, path, budget);
  } else if (stats.isSymbolicLink()) {
    const linkname = await readlink(full);
    if (!linkStaysInside(path, linkname)) {
      throw new ArtifactError(
        `The link ${path} leads to ${linkname}; links may only lead inside of the artifact`,
      );
    }
    await addSimple(tar, {
      ...header,
      name: path,
      type: 'symlink',
      linkname,
      mode: 0o777,
    });
  } else if (stats.isFile()) {
    budget.bytes -= stats.size;
    if (budget.bytes < 0) {
      throw new ArtifactError('It holds more bytes than an artifact may');
    }
    const executable = Math.floor(stats.mode / 0o100) % 2 === 1;
    await addFile(tar, full, {
      ...header,
      name: path,
      size: stats.size,
      mode: executable ? 0o755 : 0o644,
    });
  } else {
    throw new ArtifactError(
      `${path} is neither a file nor a folder nor a link`,
    );
  }
}

function addSimple(
  tar: Pack,
  header: Parameters<Pack['entry']>[0],
): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry(header, error => (error ? reject(error) : resolve()));
  });
}

async function addFile(
  tar: Pack,
  full: string,
  header: Parameters<Pack['entry']>[0] & { size: number },
): Promise<void> {
  const file = await open(full, safeRead);
  try {
    const done = new Promise<void>((resolve, reject) => {
      const entry = tar.entry(header, error =>
        error ? reject(error) : resolve(),
      );
      const copy = async () => {
        const buffer = Buffer.allocUnsafe(256 * 1024);
        let left = header.size;
        while (left > 0) {
          const { bytesRead } = await file.read(
            buffer,
            0,
            Math.min(left, buffer.length),
          );
          if (bytesRead === 0) {
            throw new ArtifactError(`${header.name} became shorter`);
          }
          left -= bytesRead;
          if (!entry.write(Buffer.from(buffer.subarray(0, bytesRead)))) {
            await new Promise<void>(drained => {
              entry.once('drain', () => drained());
              entry.once('close', () => drained());
            });
          }
        }
        entry.end(undefined);
      };
      copy().catch(reject);
    });
    await done;
  } finally {
    await file.close();
  }
}
