import { CustomErrorBase } from '@backstage/errors';

/**
 * The program of an attempt did not start and will not, however often it is
 * tried; the message says why. The attempt fails with it.
 */
export class AttemptNotStartedError extends CustomErrorBase {
  name = 'AttemptNotStartedError' as const;
}
