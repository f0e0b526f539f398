import type { HumanDuration } from '@backstage/types';

export interface Config {
  dop?: {
    images?: {
      /** Largest blob (layer) that is taken, in bytes. Default: 20 GiB. */
      maxBlobBytes?: number;
      /** An upload that nobody touches for so long is dropped. Default: 24 hours. */
      uploadExpiry?: HumanDuration | string;
      /** Bytes that no image names are kept for so long. Default: 24 hours. */
      gracePeriod?: HumanDuration | string;
      /** A connection that moves no byte for so long is closed. Default: 2 minutes. */
      idleTimeout?: HumanDuration | string;
    };
  };
}
