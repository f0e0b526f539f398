import type { RepositoryFile, RepositoryFiles } from '@dop/plugin-code-common';
import { NotFoundError } from '@backstage/errors';
import type { GitObjects } from '../git/GitObjects';
import { matchesGlob } from './matchesGlob';

const maxFileBytes = 1024 * 1024;
const maxFiles = 200;
const maxTotalBytes = 32 * 1024 * 1024;

/** The folder of globs that all look into one folder and no deeper. */
export function folderOf(globs: readonly string[]): string | undefined {
  const folders = new Set(
    globs.map(
      glob => /^([\w.-]+(?:\/[\w.-]+)*)\/(?!.*\*\*)[^/]+$/.exec(glob)?.[1],
    ),
  );
  const [folder] = folders;
  return folders.size === 1 ? folder : undefined;
}

/**
 * The same as `readFiles` for globs within one folder, through one program: a
 * push waits for this.
 *
 * @param options.folder - see {@link folderOf}
 * @returns undefined for what is better left to `readFiles`
 * @throws NotFoundError when there is no such commit
 */
export async function readFolderFiles(
  objects: GitObjects,
  options: {
    commit: string;
    folder: string;
    globs: string[];
    maxBytes?: number;
  },
): Promise<RepositoryFiles | undefined> {
  const commit = await objects.contents(`${options.commit}^{commit}`);
  if (!commit) {
    throw new NotFoundError(
      `There is no branch, tag or commit "${options.commit}" here`,
    );
  }
  const head = parseHead(commit.data);
  const tree = await objects.contents(`${commit.sha}:${options.folder}`);
  if (!head || (tree && tree.type !== 'tree')) {
    return undefined;
  }
  const entries = parseTree(tree?.data ?? Buffer.alloc(0))
    .filter(({ mode }) => /^100/.test(mode))
    .map(({ name, sha }) => ({ path: `${options.folder}/${name}`, sha }))
    .filter(({ path }) => options.globs.some(glob => matchesGlob(path, glob)));
  if (entries.length > maxFiles) {
    return undefined;
  }
  const infos = await objects.infos(entries.map(({ sha }) => sha));
  const bytes = infos.reduce((sum, info) => sum + (info?.size ?? 0), 0);
  if (bytes > (options.maxBytes ?? maxTotalBytes)) {
    return undefined;
  }
  const files: RepositoryFile[] = [];
  for (const [index, { path, sha }] of entries.entries()) {
    const size = infos[index]?.size ?? 0;
    const blob = size <= maxFileBytes ? await objects.contents(sha) : undefined;
    files.push({
      path,
      sha,
      size,
      ...(blob && { content: blob.data.toString('utf8') }),
    });
  }
  return { commit: { sha: commit.sha, ...head }, files, truncated: false };
}

/** Undefined for commits that are not UTF-8 or in no order that git writes. */
function parseHead(
  data: Buffer,
): Omit<RepositoryFiles['commit'], 'sha'> | undefined {
  const text = data.toString('utf8');
  const end = text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  const author = /^author (.*?) ?<([^>\n]*)> -?\d+ [+-]\d+$/m.exec(head);
  const committer = /^committer .*<[^>\n]*> (-?\d+) [+-]\d+$/m.exec(head);
  if (!author || !committer || /^encoding /m.test(head)) {
    return undefined;
  }
  const time = new Date(Number(committer[1]) * 1_000);
  return {
    message: end < 0 ? '' : text.slice(end + 2).trim(),
    authorName: author[1],
    authorEmail: author[2],
    time: (Number.isNaN(time.getTime()) ? new Date(0) : time).toISOString(),
  };
}

/** Reads `<mode> <name>NUL<20 bytes>` again and again. */
function parseTree(
  data: Buffer,
): { mode: string; name: string; sha: string }[] {
  const entries = [];
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(32, at);
    const end = data.indexOf(0, space);
    entries.push({
      mode: data.toString('latin1', at, space),
      name: data.toString('utf8', space + 1, end),
      sha: data.toString('hex', end + 1, end + 21),
    });
    at = end + 21;
  }
  return entries;
}
