import type { RepositoryRecord } from '@dop/plugin-access-common';

/** A repository as lists and pages show it. */
export interface Repository extends RepositoryRecord {
  /** Address for `git clone`. */
  cloneUrl: string;
  /** Whether nothing has been pushed yet. */
  empty: boolean;
  /** ISO 8601, UTC; of the newest push. */
  pushedAt?: string;
  /** What the caller may do; only where one repository is asked for. */
  may?: { push: boolean; administer: boolean; trust: boolean };
}

/** A branch or a tag. */
export interface Ref {
  /** `refs/heads/main` */
  ref: string;
  /** `main` */
  name: string;
  type: 'branch' | 'tag';
  /** The commit; of an annotated tag, the one that it points to. */
  commit: string;
  /** First line of the commit's message. */
  title: string;
  /** ISO 8601; when the commit was made. */
  time: string;
  protected: boolean;
  default: boolean;
  /** Whether a branch has commits that the default branch has not. */
  ahead?: boolean;
}

export interface TreeEntry {
  name: string;
  path: string;
  type: 'file' | 'folder' | 'link' | 'submodule';
  executable: boolean;
  sha: string;
  /** Bytes; only of files and links. */
  size?: number;
}

/** A folder, or the one file that the path names. */
export interface Tree {
  /** Full ref, or the commit where one was asked for. */
  ref: string;
  commit: CommitSummary;
  path: string;
  type: 'folder' | 'file';
  entries: TreeEntry[];
  /** Whether the folder has more entries than are listed. */
  truncated: boolean;
}

export interface CommitSummary {
  sha: string;
  parents: string[];
  /** First line of the message. */
  title: string;
  authorName: string;
  authorEmail: string;
  /** ISO 8601 */
  authoredAt: string;
  committerName: string;
  committerEmail: string;
  /** ISO 8601 */
  committedAt: string;
}

export interface ChangedFile {
  path: string;
  /** Set where the file was renamed or copied. */
  oldPath?: string;
  status: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'type';
  binary: boolean;
  additions: number;
  deletions: number;
  /** Unified diff of the file; absent where it is too large for one answer. */
  patch?: string;
}

export interface CommitDetail extends CommitSummary {
  message: string;
  files: ChangedFile[];
  /** Whether there are more files than are listed. */
  truncated: boolean;
}

/** What `head` changed since the newest commit that it has in common with `base`. */
export interface Comparison {
  /** The commits that were meant. */
  base: string;
  head: string;
  mergeBase: string;
  /** How many commits `head` has that `base` has not. */
  commits: number;
  files: ChangedFile[];
  /** Whether there are more files than are listed. */
  truncated: boolean;
}

export type PullRequestState = 'open' | 'merged' | 'closed';

/** That somebody asks to merge a branch, as lists show it. */
export interface PullRequestSummary {
  /** Counts up in the repository, from 1. */
  number: number;
  title: string;
  /** The branch that is to be merged, `topic`. */
  source: string;
  /** The branch that it is to be merged into, `main`. */
  target: string;
  /** The commit of the source; it follows pushes while this is open. */
  head: string;
  /** User entity ref. */
  author: string;
  state: PullRequestState;
  /** ISO 8601, UTC */
  createdAt: string;
  updatedAt: string;
  /** When it was merged or closed. */
  closedAt?: string;
  /** User entity ref; absent where a run pushed, or it is not known. */
  closedBy?: string;
  /** The commit of the target with which it came in. */
  mergeCommit?: string;
}

/** Whether an open pull request can be merged now. */
export interface Mergeability {
  /**
   * `conflicts`: both branches changed the same places. `upToDate`: the target
   * has all of it. `unknown`: `reason` says why.
   */
  mergeable: 'yes' | 'conflicts' | 'upToDate' | 'unknown';
  /** Whether the target can simply move on to the head. */
  fastForward: boolean;
  /** Paths with conflicts, at most 100. */
  conflicts?: string[];
  reason?: string;
}

export interface PullRequest extends PullRequestSummary {
  description: string;
  /**
   * The newest commit that source and target have in common: now while it is
   * open, then as it ended. Absent where they have none.
   */
  base?: string;
  /** Only while it is open. */
  merge?: Mergeability;
  /** What the caller may do. */
  may: { change: boolean; merge: boolean };
}

/** Body of `POST /repositories/:namespace/:name/pull-requests`. */
export interface NewPullRequest {
  title: string;
  /** Up to 64 KiB. */
  description?: string;
  source: string;
  /** By default the default branch. */
  target?: string;
}

export interface PullRequestChange {
  title?: string;
  description?: string;
  state?: 'open' | 'closed';
}

/** Something wrong in a file of a repository that the catalog reads. */
export interface CatalogFinding {
  path: string;
  /** From 1. */
  line: number;
  column: number;
  /** `namespace`, `kind`, `yaml` … */
  rule: string;
  /** What is wrong and what to do. */
  message: string;
}

export type FileChange =
  | { path: string; content: string; executable?: boolean }
  | { path: string; deleted: true };

/** Body of `POST /repositories/:namespace/:name/commits`; contents in base64. */
export interface NewCommit {
  branch: string;
  message: string;
  files: FileChange[];
  /** Refused if the branch is somewhere else; all zeros for "must not exist". */
  expectedHead?: string;
}

/** Answer of `GET /internal/repositories/:id/files`. */
export type RepositoryFiles = {
  commit: {
    sha: string;
    message: string;
    authorName: string;
    authorEmail: string;
    time: string;
  };
  files: RepositoryFile[];
  /** Whether files were left out because there are too many. */
  truncated: boolean;
};

export type RepositoryFile = {
  path: string;
  sha: string;
  size: number;
  /** Text, or base64 where that was asked for; absent if the file is too large. */
  content?: string;
};
