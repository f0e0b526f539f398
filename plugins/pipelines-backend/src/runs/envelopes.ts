import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { RefUpdated, RepositoryFiles } from '@dop/plugin-code-common';
import type {
  HeardEvent,
  PullRequestEvent,
  TriggerEnvelope,
} from '@dop/plugin-pipelines-common';

/** The trigger of a push. */
export function pushEnvelope(
  url: string,
  record: RepositoryRecord,
  push: RefUpdated,
  files: RepositoryFiles,
): TriggerEnvelope {
  return {
    type: 'push',
    ...place(url, record, push.ref, files),
    actor: push.pusher ?? `run:${push.runId ?? 'unknown'}`,
    event: { ...eventOf(files), before: push.before },
  };
}

/** What of a pull request its trigger tells. */
export interface PullRequestChange extends Omit<PullRequestEvent, 'pusher'> {
  /** Who pushed the head, where it is known. */
  pusher?: string;
  /** The head before, if the branch moved. */
  before?: string;
  /** Entity ref of the person who opened it or pushed. */
  actor?: string;
  /** The run that pushed. */
  runId?: string;
}

/** The trigger of a pull request; `files` are those of its head. */
export function pullRequestEnvelope(
  url: string,
  record: RepositoryRecord,
  change: PullRequestChange,
  files: RepositoryFiles,
): TriggerEnvelope {
  const { number, title, source, target, action } = change;
  const { before = '', pusher = '' } = change;
  return {
    type: 'pullRequest',
    ...place(url, record, `refs/heads/${source}`, files),
    actor: change.actor ?? `run:${change.runId ?? 'unknown'}`,
    event: {
      ...eventOf(files),
      before,
      number,
      title,
      source,
      target,
      action,
      pusher,
    },
  };
}

/** The trigger of a start by hand. */
export function manualEnvelope(
  url: string,
  record: RepositoryRecord,
  start: { ref: string; actor: string },
  files: RepositoryFiles,
): TriggerEnvelope {
  return {
    type: 'manual',
    ...place(url, record, start.ref, files),
    actor: start.actor,
    event: { ...eventOf(files), before: '' },
  };
}

/** The trigger of a schedule. */
export function scheduleEnvelope(
  url: string,
  record: RepositoryRecord,
  start: { ref: string },
  files: RepositoryFiles,
): TriggerEnvelope {
  return {
    type: 'schedule',
    ...place(url, record, start.ref, files),
    actor: 'schedule',
    event: { ...eventOf(files), before: '' },
  };
}

/** The trigger of a CDEvent. */
export function eventEnvelope(
  url: string,
  record: RepositoryRecord,
  start: { ref: string; actor: string; event: HeardEvent },
  files: RepositoryFiles,
): TriggerEnvelope {
  return {
    type: 'event',
    ...place(url, record, start.ref, files),
    actor: start.actor,
    event: { ...eventOf(files), before: '', ...start.event },
  };
}

function place(
  url: string,
  record: RepositoryRecord,
  ref: string,
  files: RepositoryFiles,
): Pick<TriggerEnvelope, 'repository' | 'ref' | 'branch' | 'tag' | 'commit'> {
  const { id, namespace, name, defaultBranch } = record;
  return {
    repository: { id, namespace, name, url, defaultBranch },
    ref,
    branch: /^refs\/heads\/(.+)$/.exec(ref)?.[1] ?? '',
    tag: /^refs\/tags\/(.+)$/.exec(ref)?.[1] ?? '',
    commit: files.commit.sha,
  };
}

function eventOf({ commit }: RepositoryFiles) {
  return {
    message: commit.message.split('\n')[0].slice(0, 500),
    author: commit.authorName.slice(0, 200),
  };
}
