import type { JsonObject } from '@backstage/types';

/** What may start a run. */
export type TriggerType =
  | 'push'
  | 'pullRequest'
  | 'schedule'
  | 'event'
  | 'workflow'
  | 'manual';

/** The repository of a trigger, as expressions see it. */
export interface TriggerRepository {
  /** Id of the repository record. */
  id: string;
  namespace: string;
  name: string;
  /** Git URL, `http://localhost:7007/git/shop/checkout.git`. */
  url: string;
  /** Short name, `main`. */
  defaultBranch: string;
}

/** What starts runs for a pull request; the other changes start nothing. */
export const pullRequestActions = ['opened', 'updated', 'reopened'] as const;

export type PullRequestAction = (typeof pullRequestActions)[number];

/** More about what happened, for every type. Empty where it does not apply. */
export interface TriggerEvent {
  /**
   * The commit before: 40 hexadecimal digits, for a push zeros for a new ref.
   * For a pull request only when its branch moved.
   */
  before: string;
  /** First line of the commit's message. */
  message: string;
  /** Name of the commit's author, as the commit claims it. */
  author: string;
}

/** What `trigger.event` has beside that for a pull request. */
export interface PullRequestEvent {
  /** From 1, in its repository. */
  number: number;
  title: string;
  /** Short names of branches. */
  source: string;
  target: string;
  action: PullRequestAction;
  /**
   * Entity ref of the person, or `run:<id>` of the run, that pushed the commit,
   * whoever opened the pull request; empty where it is not known.
   */
  pusher: string;
}

/** What `trigger.event` has beside that for a CDEvent. */
export interface HeardEvent {
  id: string;
  /** `dev.cdevents.artifact.published.0.3.0` */
  type: string;
  /** Where it comes from, and what it is about: id of the subject. */
  source: string;
  subject: string;
  data: { content: JsonObject; customData: JsonObject };
}

/**
 * One envelope for every kind of trigger; `trigger` in expressions. A manual
 * start fills it from the head of the ref that was chosen.
 */
export interface TriggerEnvelope {
  type: TriggerType;
  repository: TriggerRepository;
  /** Full ref, `refs/heads/main`. */
  ref: string;
  /** Short name; empty when the ref is a tag. */
  branch: string;
  /** Short name; empty when the ref is a branch. */
  tag: string;
  /** 40 hexadecimal digits. */
  commit: string;
  /** Entity ref of the person, or `run:<id>` of the run, that caused it. */
  actor: string;
  event: TriggerEvent & Partial<PullRequestEvent & HeardEvent>;
}
