/** What may start a run; `pullRequest` and `event` do not yet. */
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

/** More about what happened. All are empty where they do not apply. */
export interface TriggerEvent {
  /** For a push: 40 hexadecimal digits, zeros for a new ref. */
  before: string;
  /** First line of the commit's message. */
  message: string;
  /** Name of the commit's author, as the commit claims it. */
  author: string;
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
  event: TriggerEvent;
}
