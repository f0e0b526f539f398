import { InputError, NotFoundError } from '@backstage/errors';
import type { Git } from '../git/Git';

/** A ref or commit that somebody named, found. */
export interface ResolvedRef {
  /** Full ref; where a commit was named, its id. */
  ref: string;
  commit: string;
}

/**
 * Finds what a person means by `main`, `v1.0`, `refs/tags/v1.0` or a commit id
 * (from 7 digits). Branches come before tags, both before commit ids; git's
 * other ways to name a revision are not taken.
 *
 * @throws NotFoundError
 */
export async function resolveRef(
  git: Git,
  folder: string,
  name: string,
): Promise<ResolvedRef> {
  if (
    !name ||
    Buffer.byteLength(name) > 300 ||
    /[\0-\x20~^:?*[\\]/.test(name)
  ) {
    throw new InputError(
      `"${name.slice(0, 80)}" is not the name of a branch, tag or commit`,
    );
  }
  const refs = /^refs\/(heads|tags)\//.test(name)
    ? [name]
    : [`refs/heads/${name}`, `refs/tags/${name}`];
  for (const ref of refs) {
    const commit = await peel(git, folder, ref);
    if (commit) {
      return { ref, commit };
    }
  }
  if (/^[0-9a-f]{7,40}$/.test(name)) {
    const commit = await peel(git, folder, name);
    if (commit) {
      return { ref: commit, commit };
    }
  }
  throw new NotFoundError(`There is no branch, tag or commit "${name}" here`);
}

async function peel(
  git: Git,
  folder: string,
  revision: string,
): Promise<string | undefined> {
  const { stdout, exitCode } = await git.run(
    [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${revision}^{commit}`,
    ],
    { folder, allow: [0, 1, 128] },
  );
  // `rev-parse` of some versions repeats the option.
  const sha = stdout.toString('utf8').trim().split('\n').pop();
  return exitCode === 0 && sha && /^[0-9a-f]{40}$/.test(sha) ? sha : undefined;
}
