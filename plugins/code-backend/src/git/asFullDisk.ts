import { InsufficientStorageError } from '@dop/plugin-devops-node';
import { GitError } from './Git';

/** An error that says so where the disk is full; every other one as it is. */
export function asFullDisk(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const full =
    code === 'ENOSPC' ||
    code === 'EDQUOT' ||
    (error instanceof GitError &&
      /no space left on device|disk quota exceeded/i.test(error.stderr));
  return full
    ? new InsufficientStorageError(
        'The disk of the portal is full. Free some space and try again; nothing was stored.',
        error,
      )
    : error;
}
