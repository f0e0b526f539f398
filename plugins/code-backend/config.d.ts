import type { HumanDuration } from '@backstage/types';

export interface Config {
  dop?: {
    code?: {
      /**
       * Whether this process hosts Git. Of several replicas exactly one does; it
       * gets all requests to `/git` and `/api/code`. Default: true.
       */
      hosting?: boolean;
      /** The git program, 2.36 or later; 2.38 or later merges pull requests. Default: `git` on the PATH. */
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
      /** Repositories are packed in the background, one after the other. */
      maintenance?: {
        /** How often all are looked at; `0s` for never. Default: 6 hours. */
        every?: HumanDuration | string;
        /** One with more loose objects than this is packed. Default: 2,000. */
        looseObjects?: number;
        /** One with more packs than this is packed. Default: 20. */
        packs?: number;
        /**
         * How long commits stay that no branch or tag has any more, as after a
         * forced push; a day or more. Default: 30 days.
         */
        keepUnreachable?: HumanDuration | string;
      };
    };
  };
}
