import type { SecretStore } from '@dop/plugin-pipelines-node';

/** Asks stores one after another until one of them knows the name. */
export function firstThatKnows(stores: SecretStore[]): SecretStore {
  return {
    async read(name, reader) {
      for (const store of stores) {
        const answer = await store.read(name, reader);
        if (answer) {
          return answer;
        }
      }
      return undefined;
    },
  };
}
