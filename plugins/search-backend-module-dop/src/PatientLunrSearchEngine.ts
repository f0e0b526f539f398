import {
  LunrSearchEngine,
  MissingIndexError,
} from '@backstage/plugin-search-backend-node';

type Query = LunrSearchEngine['query'];

/**
 * Lunr makes no index of a type while there are no documents of it, and then
 * fails when it is asked for them. Here the answer is that there are none.
 */
export class PatientLunrSearchEngine extends LunrSearchEngine {
  override async query(
    ...asked: Parameters<Query>
  ): Promise<Awaited<ReturnType<Query>>> {
    try {
      return await super.query(...asked);
    } catch (error) {
      if (error instanceof MissingIndexError) {
        return { results: [], numberOfResults: 0 };
      }
      throw error;
    }
  }
}
