import type { ChangeHint } from '../scheduler/EngineContext';

/** What a replica tells the others after a commit. */
export type ReplicaNews =
  /** Steps are ready for which it has no place. */
  | { type: 'ready' }
  /** An attempt has to end; whoever drives it stops it. */
  | {
      type: 'stop';
      runId: string;
      position: number;
      number: number;
      force: boolean;
    }
  /** Something that pages may want to look at again. */
  | { type: 'change'; change: ChangeHint };

/**
 * The other processes that work on the same database. Nothing depends on what
 * they tell: it only spares them the time until they look themselves.
 */
export interface Replicas {
  /** Begins to hear what others tell. */
  listen(onNews: (news: ReplicaNews) => void): void;
  /** Tells the others soon, if there are any; never fails. */
  tell(news: ReplicaNews): void;
  /** Tells what is left to tell, and ends. */
  close(): Promise<void>;
}
