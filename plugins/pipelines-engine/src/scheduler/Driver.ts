import type { LiveAttempt } from '../store/work';

/** Takes one attempt to its end. */
export interface Driver {
  readonly live: LiveAttempt;
  /**
   * Resolves when the attempt has ended or is not this driver's any more.
   *
   * @param onProgramEnd - nothing of it runs any more; what it left is yet to be
   * collected
   */
  drive(onProgramEnd: () => void): Promise<void>;
  /**
   * After `drive`: removes what is left of the attempt if it has ended, whoever
   * recorded that. Its place is free meanwhile.
   *
   * @param leaving - aborts when this process leaves its attempts to others
   */
  cleanUp(leaving: AbortSignal): Promise<void>;
  /** The core wants the attempt to end. */
  stop(force: boolean): void;
  /** Leaves the attempt to whoever comes next; its program goes on. */
  abandon(): void;
}
