import {
  isProtectedRef,
  type RepositoryRecord,
} from '@dop/plugin-access-common';
import type { Ref } from '@dop/plugin-code-common';
import type { Git } from '../git/Git';

const maxRefs = 2_000;
const fieldCount = 5;

/** Branches and tags that point at commits, the newest first. */
export async function listNamedRefs(
  git: Git,
  folder: string,
  record: RepositoryRecord,
): Promise<{ refs: Ref[]; truncated: boolean }> {
  const { stdout } = await git.run(
    [
      'for-each-ref',
      '--sort=-creatordate',
      `--count=${maxRefs + 1}`,
      `--format=${[
        '%(refname)',
        '%(objectname)%00%(*objectname)',
        '%(contents:subject)',
        '%(creatordate:iso-strict)',
      ].join('%00')}%00`,
      'refs/heads',
      'refs/tags',
    ],
    { folder },
  );
  const fields = stdout.toString('utf8').split('\0');
  const refs: Ref[] = [];
  for (let i = 0; i + fieldCount <= fields.length - 1; i += fieldCount) {
    const [ref, sha, peeled, title, time] = fields
      .slice(i, i + fieldCount)
      .map(field => field.replace(/^\n/, ''));
    refs.push({
      ref,
      name: ref.replace(/^refs\/(heads|tags)\//, ''),
      type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
      commit: peeled || sha,
      title: title.slice(0, 500),
      time: Number.isNaN(Date.parse(time))
        ? new Date(0).toISOString()
        : new Date(time).toISOString(),
      protected: isProtectedRef(ref, record.protectedRefs),
      default: ref === `refs/heads/${record.defaultBranch}`,
    });
  }
  const ahead = await branchesAhead(
    git,
    folder,
    refs.find(({ default: isDefault }) => isDefault)?.commit,
  );
  return {
    refs: refs
      .slice(0, maxRefs)
      .map(each =>
        each.type === 'branch' ? { ...each, ahead: ahead.has(each.ref) } : each,
      ),
    truncated: refs.length > maxRefs,
  };
}

/** Branches with commits that are not in the history of `commit`. */
async function branchesAhead(
  git: Git,
  folder: string,
  commit: string | undefined,
): Promise<Set<string>> {
  if (!commit) {
    return new Set();
  }
  const { stdout } = await git.run(
    [
      'for-each-ref',
      `--no-merged=${commit}`,
      '--format=%(refname)',
      'refs/heads',
    ],
    { folder },
  );
  return new Set(stdout.toString('utf8').split('\n'));
}
