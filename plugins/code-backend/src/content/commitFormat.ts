import type { CommitSummary } from '@dop/plugin-code-common';

/** Fields of {@link CommitSummary} for `--format`, NUL after each. */
export const commitFormat = [
  '%H',
  '%P',
  '%s',
  '%an',
  '%ae',
  '%aI',
  '%cn',
  '%ce',
  '%cI',
].join('%x00');

export const commitFieldCount = 9;

const maxTitle = 500;

/** Reads the fields that {@link commitFormat} asked for. */
export function parseCommit(fields: string[]): CommitSummary {
  const [sha, parents, title, an, ae, ad, cn, ce, cd] = fields;
  return {
    sha: sha.trim(),
    parents: parents ? parents.split(' ') : [],
    title: title.slice(0, maxTitle),
    authorName: an,
    authorEmail: ae,
    authoredAt: isoTime(ad),
    committerName: cn,
    committerEmail: ce,
    committedAt: isoTime(cd),
  };
}

/** UTC; commits may hold any nonsense as their time. */
function isoTime(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime())
    ? new Date(0).toISOString()
    : time.toISOString();
}
