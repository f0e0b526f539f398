/** The step whose program is to get a secret. */
export interface SecretReader {
  /** Id of the repository record. */
  repositoryId: string;
  /** Full ref of the run, `refs/heads/main`. */
  ref: string;
  /** Whether that ref was protected when the run began. */
  protectedRef: boolean;
  runId: string;
  /** Key of the step instance, `test` or `test[shard=1]`. */
  instanceKey: string;
}

/**
 * A secret, or a sentence that says why this reader gets none. Everybody who may
 * see the run reads the sentence.
 */
export type SecretAnswer = { value: string } | { refusal: string };

/** Where secrets of steps come from, and who decides which step may read them. */
export interface SecretStore {
  /**
   * Asked right before each attempt; what it answers is never stored.
   *
   * @param name - `namespace/name`
   * @returns undefined for a name that this store has nothing to say about
   * @throws Error when it cannot tell now; the attempt fails with its message
   */
  read(name: string, reader: SecretReader): Promise<SecretAnswer | undefined>;
}
