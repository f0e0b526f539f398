/** Filter of entities that come from a repository of the portal. */
export const hosted = {
  'metadata.annotations.dop/repository-id': { $exists: true },
};

/** Filter of services that come from a repository of the portal. */
export const hostedService = { $all: [{ kind: 'component' }, hosted] };
