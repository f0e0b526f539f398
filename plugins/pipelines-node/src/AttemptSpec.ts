/** The program of an attempt: a published version of a DevOps component. */
export interface AttemptProgram {
  /** `namespace/name` */
  component: string;
  version: string;
  /** Image by digest, for runners of containers: `dop/node-test@sha256:…`. */
  image?: string;
  /** Command in the frozen source, for the process runner. */
  command?: string[];
  /** Digest of the frozen source; see `ComponentSources`. */
  sourceDigest?: string;
}

/** What a step may reach: nothing, the portal only, or anything. */
export type AttemptNetwork = 'none' | 'portal' | 'egress';

/**
 * Everything that a runner needs to start an attempt. Plain data for another
 * process; `env` holds secrets, so a runner neither writes it where others can
 * read nor puts it on a command line.
 */
export interface AttemptSpec {
  /**
   * Name of the attempt in the runner's world: letters, digits and dashes, at
   * most 63 characters. It depends on run, step instance and attempt only, and
   * was stored before the runner hears of it.
   */
  handle: string;
  /** Prefix that the handles of this portal have in common, to find leftovers. */
  handlePrefix: string;
  /**
   * Absolute path on the portal's host of the work folder. It holds `in.json`,
   * `inputs/`, an empty `outputs/` and, where the network allows the portal,
   * the file `token`. The program writes `out.json` and below `outputs/`. The
   * runner sets `CO_HOME` to where the program sees this folder, `CO_INPUT`,
   * `CO_OUTPUT` and `CO_TOKEN_FILE` to the paths in it. Paths in `in.json` are
   * relative to it.
   */
  workFolder: string;
  /** Whether the file `token` is there. */
  hasToken: boolean;
  /**
   * Address of the portal as this host sees it, where the network allows the
   * portal. The runner sets `CO_PORTAL_URL`, changed to what the program can reach.
   */
  portalUrl?: string;
  program: AttemptProgram;
  /**
   * Variables besides those that the runner sets itself: the workflow's `env`
   * (checked: no `CO_*`, `LD_*`, `PATH`, `NODE_OPTIONS`), `CO_RUN_ID`, `CO_STEP`,
   * `CO_ATTEMPT`, `CO_IDEMPOTENCY_KEY`, perhaps `CO_DATA`, and the step's secrets.
   */
  env: Record<string, string>;
  resources: {
    /** Cores. */
    cpu?: number;
    memoryBytes?: number;
  };
  network: AttemptNetwork;
  /** Seconds after the start when the runner itself ends the program, as a second line of defence. */
  timeoutSeconds: number;
  /** Bytes of log that the runner keeps; what is longer is dropped and said at its end. */
  maxLogBytes: number;
}
