import type { EventTrigger, WorkflowTriggers } from '../api/types';
import { pullRequestActions } from '../trigger';
import { matchesAny } from './globs';

/** What a push says about itself. */
export interface PushFacts {
  /** Full ref. */
  ref: string;
  /** The ref was deleted: there is nothing to run. */
  deleted: boolean;
  /**
   * Paths that changed; undefined where that is not known (new branch, too many),
   * which then counts as a match.
   */
  changedPaths?: string[];
}

/**
 * Whether a push starts a workflow: undefined, or the reason why not.
 *
 * @remarks Without `branches` and `tags`, every branch matches and no tag does;
 * with only one of them, only that kind does. `paths` counts for branches.
 */
export function whyNoMatch(
  triggers: WorkflowTriggers,
  push: PushFacts,
): string | undefined {
  const wanted = triggers.push;
  if (!wanted) {
    return 'It is not started by pushes';
  }
  if (push.deleted) {
    return `${push.ref} was deleted`;
  }
  const tag = /^refs\/tags\/(.+)$/.exec(push.ref)?.[1];
  const branch = /^refs\/heads\/(.+)$/.exec(push.ref)?.[1];
  if (tag !== undefined) {
    return wanted.tags && matchesAny(wanted.tags, tag)
      ? undefined
      : `The tag ${tag} does not match`;
  }
  if (branch === undefined) {
    return `${push.ref} is no branch and no tag`;
  }
  const branches = wanted.branches ?? (wanted.tags ? [] : ['**']);
  if (!matchesAny(branches, branch)) {
    return `The branch ${branch} does not match`;
  }
  return whyNoPathMatches(wanted.paths, push.changedPaths);
}

/** What a pull request says about itself. */
export interface PullRequestFacts {
  /** Short name of the branch into which it would be merged. */
  target: string;
  action: string;
  /** As for a push: those between merge base and head. */
  changedPaths?: string[];
}

/** Whether a pull request starts a workflow: undefined, or the reason why not. */
export function whyPullRequestDoesNotMatch(
  { pullRequest: wanted }: WorkflowTriggers,
  { target, action, changedPaths }: PullRequestFacts,
): string | undefined {
  if (!wanted) {
    return 'It is not started by pull requests';
  }
  if (!(pullRequestActions as readonly string[]).includes(action)) {
    return `A pull request that was ${action} starts nothing`;
  }
  if (wanted.branches && !matchesAny(wanted.branches, target)) {
    return `The target ${target} does not match`;
  }
  return whyNoPathMatches(wanted.paths, changedPaths);
}

/** Whether a workflow hears events of this type and repository. */
export function matchesEvent(
  { types, repositories }: EventTrigger,
  event: { type: string; repository?: string },
): boolean {
  const withoutVersion = event.type.replace(/\.\d+\.\d+\.\d+$/, '');
  return (
    [event.type, withoutVersion].some(type => matchesAny(types, type)) &&
    (!repositories ||
      (event.repository !== undefined &&
        matchesAny(repositories, event.repository)))
  );
}

function whyNoPathMatches(
  patterns: string[] | undefined,
  changed: string[] | undefined,
): string | undefined {
  return patterns &&
    changed &&
    !changed.some(path => matchesAny(patterns, path))
    ? 'No changed path matches'
    : undefined;
}
