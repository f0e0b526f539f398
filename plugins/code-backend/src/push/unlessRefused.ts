import { isError } from '@backstage/errors';

/** What was asked for; undefined for whoever may not have it, or not know of it. */
export async function unlessRefused<T>(
  asked: Promise<T>,
): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (
      isError(error) &&
      ['NotAllowedError', 'NotFoundError'].includes(error.name)
    ) {
      return undefined;
    }
    throw error;
  }
}
