import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { RepositoryFiles } from './types';

/** Data of the event `dop.ref.updated`. */
export interface RefUpdated {
  repositoryId: string;
  namespace: string;
  name: string;
  /** `refs/heads/main` */
  ref: string;
  /** 40 hex digits, zeros for none. */
  before: string;
  after: string;
  /** Counts up in the repository, from 1. */
  sequence: number;
  protectedRef: boolean;
  /** Whether the ref is the default branch. */
  defaultBranch: boolean;
  /** User entity ref; absent for run tokens. */
  pusher?: string;
  /** The run, if a run token pushed. */
  runId?: string;
  /** Whether the new head's message says `[skip ci]` or `[ci skip]`. */
  skipCi: boolean;
  /**
   * The workflow files at `after` (`.dop/*.yaml` and `.dop/*.yml`), where they
   * are few and small: what whoever hears of a push would ask for next.
   */
  workflowFiles?: RepositoryFiles;
  /** ISO 8601, UTC. */
  time: string;
}

/** Data of the event `dop.pull-request.changed`. */
export interface PullRequestChanged {
  repositoryId: string;
  namespace: string;
  name: string;
  number: number;
  action: 'opened' | 'updated' | 'edited' | 'reopened' | 'merged' | 'closed';
  title: string;
  /** Branches, `topic` and `main`. */
  source: string;
  target: string;
  /** 40 hex digits */
  head: string;
  /** The head before; only where it moved. */
  before?: string;
  /** User entity ref of who opened it. */
  author: string;
  /** User entity ref of who did this; absent for run tokens. */
  actor?: string;
  /** The run, if a run token pushed. */
  runId?: string;
  /**
   * User entity ref, or `run:<id>`, of who pushed the head; only where there is
   * one to run, and if it is known.
   */
  pusher?: string;
  /**
   * Whether the head's message says `[skip ci]` or `[ci skip]`; false for what
   * starts nothing.
   */
  skipCi: boolean;
  /** Counts up in the pull request, from 1. */
  sequence: number;
  /** Of a merged one: the commit of the target with which it came in. */
  mergeCommit?: string;
  /** See `RefUpdated`; of the head. */
  workflowFiles?: RepositoryFiles;
  /** ISO 8601, UTC. */
  time: string;
}

/** Data of the event `dop.repository.changed`. */
export type RepositoryChanged =
  | {
      repositoryId: string;
      change: 'created' | 'updated';
      record: RepositoryRecord;
    }
  | { repositoryId: string; change: 'deleted' };

/** The object id that stands for "nothing" in ref updates. */
export const zeroSha = '0'.repeat(40);
