import type { WorkflowTriggers } from '../api/types';
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
  const { paths } = wanted;
  if (
    paths &&
    push.changedPaths &&
    !push.changedPaths.some(path => matchesAny(paths, path))
  ) {
    return 'No changed path matches';
  }
  return undefined;
}

/** {@link whyNoMatch} as a yes or no. */
export function matchTrigger(
  triggers: WorkflowTriggers,
  push: PushFacts,
): boolean {
  return whyNoMatch(triggers, push) === undefined;
}
