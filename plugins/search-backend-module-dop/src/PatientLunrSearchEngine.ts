import {
  LunrSearchEngine,
  MissingIndexError,
} from '@backstage/plugin-search-backend-node';

type Query = LunrSearchEngine['query'];
type Translator = Parameters<LunrSearchEngine['setTranslator']>[0];

/**
 * Lunr makes no index of a type while there are no documents of it, and then
 * fails when it is asked for them. Here the answer is that there are none. A
 * word finds others that are spelled nearly like it only where it is long: two
 * other letters of four are another word.
 */
export class PatientLunrSearchEngine extends LunrSearchEngine {
  constructor(options: ConstructorParameters<typeof LunrSearchEngine>[0]) {
    super(options);
    const translate = this.translator as Translator;
    this.setTranslator(query => {
      const translated = translate(query);
      return {
        ...translated,
        lunrQueryBuilder: built => {
          translated.lunrQueryBuilder.call(built, built);
          for (const clause of built.clauses) {
            if (clause.editDistance) {
              clause.editDistance = Math.floor(clause.term.length / 5);
            }
          }
        },
      };
    });
  }

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
