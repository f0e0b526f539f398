import type { HumanDuration } from '@backstage/types';

export interface Config {
  dop?: {
    code?: {
      /** The git program, 2.36 or later. Default: `git` on the PATH. */
      git?: string;
      /**
       * How long a clone or push may move no byte in either direction before it
       * is ended. Default: 2 minutes.
       */
      idleTimeout?: HumanDuration | string;
      /** Largest pack that a push may send, in bytes. Default: 2 GiB. */
      maxPushBytes?: number;
      /** Clones and pushes at the same time. Default: 32. */
      maxTransfers?: number;
    };
  };
}
