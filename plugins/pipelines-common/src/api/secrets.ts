/** A secret of a step, without its value. */
export interface StepSecret {
  /** Variable of the program. */
  variable: string;
  /** `namespace/name` */
  name: string;
  /** Why the program did not get it, one sentence. */
  unset?: string;
}

/** A stored secret: who may read it, never its value. */
export interface Secret {
  /** `namespace/name` */
  name: string;
  /** `all` of the namespace, or these. */
  repositories: string[] | 'all';
  /** The `protected` ones of each repository, or patterns of full refs. */
  refs: string[] | 'protected';
  createdAt: string;
  updatedAt: string;
  /** Entity ref. */
  updatedBy: string;
  usedAt?: string;
  /** Id of the run that got it last. */
  usedByRun?: string;
  /** Why it cannot be read, such as a key that is lost. */
  problem?: string;
}

/** What is absent stays as it is, and is `all` and `protected` for a new secret. */
export interface PutSecretRequest {
  /** A new secret needs one. No answer ever has it. */
  value?: string;
  repositories?: string[] | 'all';
  refs?: string[] | 'protected';
}
