export interface Config {
  dop?: {
    docs?: {
      /**
       * What makes pages out of Markdown: `markdown` (built in, needs nothing)
       * or `mkdocs` (Backstage's own, as `techdocs.generator` says). Default:
       * markdown.
       */
      generator?: 'markdown' | 'mkdocs';
    };
  };
}
