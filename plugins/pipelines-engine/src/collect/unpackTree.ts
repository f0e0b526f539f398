import { createWriteStream } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import {
  ArtifactError,
  defaultArtifactLimits,
  type ArtifactLimits,
} from './ArtifactError';
import { linkStaysInside, pathStaysInside } from './links';

/**
 * Unpacks a tar into a folder that is new and that nobody else writes to.
 * Nothing leaves it: no names that lead out, no way through links, no devices.
 *
 * @throws ArtifactError
 */
export async function unpackTree(
  tar: Readable,
  folder: string,
  limits: ArtifactLimits = defaultArtifactLimits,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const extraction = extract();
  const links = new Set<string>();
  const budget = { ...limits };
  const feeding = pipeline(tar, extraction);
  const reading = (async () => {
    for await (const entry of extraction) {
      const { header } = entry;
      const path = checkedPath(header, links, budget);
      if (header.type === 'file') {
        const target = join(folder, path);
        await mkdir(dirname(target), { recursive: true });
        const executable = Math.floor((header.mode ?? 0) / 0o100) % 2 === 1;
        await pipeline(
          entry,
          bounded(budget),
          createWriteStream(target, {
            flags: 'wx',
            mode: executable ? 0o755 : 0o644,
          }),
        );
      } else {
        if (header.type === 'directory') {
          await mkdir(join(folder, path), { recursive: true });
        } else {
          links.add(path);
          await mkdir(dirname(join(folder, path)), { recursive: true });
          await symlink(header.linkname as string, join(folder, path));
        }
        entry.resume();
      }
    }
  })();
  try {
    await Promise.all([feeding, reading]);
  } catch (error) {
    extraction.destroy();
    await Promise.allSettled([feeding, reading]);
    throw error;
  }
}

function checkedPath(
  header: Header,
  links: ReadonlySet<string>,
  budget: ArtifactLimits,
): string {
  const path = header.name.replace(/^(\.\/)+/, '').replace(/\/$/, '');
  budget.entries -= 1;
  if (budget.entries < 0) {
    throw new ArtifactError('The archive holds more files than it may');
  }
  if (!pathStaysInside(path)) {
    throw new ArtifactError(
      `The archive holds the name ${header.name.slice(
        0,
        200,
      )}, which leads out`,
    );
  }
  const parts = path.split('/');
  for (let length = 1; length < parts.length; length += 1) {
    if (links.has(parts.slice(0, length).join('/'))) {
      throw new ArtifactError(
        `The archive holds ${path}, which lies behind a link`,
      );
    }
  }
  switch (header.type) {
    case 'file':
    case 'directory':
      return path;
    case 'symlink':
      if (!linkStaysInside(path, header.linkname ?? '')) {
        throw new ArtifactError(
          `The archive holds the link ${path}, which leads out`,
        );
      }
      return path;
    default:
      throw new ArtifactError(
        `The archive holds ${path} of type ${header.type}; only files, folders and links are allowed`,
      );
  }
}

function bounded(budget: ArtifactLimits): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      budget.bytes -= chunk.length;
      if (budget.bytes < 0) {
        done(new ArtifactError('The archive holds more bytes than it may'));
      } else {
        done(undefined, chunk);
      }
    },
  });
}
