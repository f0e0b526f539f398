export interface Config {
  dop?: {
    /** Workflows and their runs. */
    pipelines?: {
      /** Attempts at the same time, by kind of runner. */
      slots?: {
        /** By default, one for each processor core, at least 2. */
        process?: number;
        docker?: number;
      };
      /** Bytes of log that are kept of one attempt; 64 MiB by default. */
      maxLogBytes?: number;
      /** Seconds between asking a program to end and killing it; 10 by default. */
      graceSeconds?: number;
      /** Seconds for which a replica keeps an attempt without a sign of life; 30 by default. */
      leaseSeconds?: number;
      processRunner?: {
        /** False turns it off; by default it is on. */
        enabled?: boolean;
        /**
         * Lets it work although the portal listens to other machines. It is not a
         * sandbox: say so only where everybody who can push is trusted.
         */
        allowOtherListeners?: boolean;
        /** User id that programs get where the portal runs as root; 65534 by default. */
        userId?: number;
        /** Group id that programs get where the portal runs as root; 65534 by default. */
        groupId?: number;
      };
    };
  };
}
