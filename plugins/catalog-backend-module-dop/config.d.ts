export interface Config {
  dop?: {
    catalog?: {
      /**
       * Kinds that a hosted repository may yield besides Component, API, System,
       * Resource, Workflow and DevOpsComponent.
       */
      allow?: Array<{
        /** `namespace/name` of the repository. */
        repository: string;
        /** Such as `Template`. */
        kinds: string[];
      }>;
    };
  };
}
