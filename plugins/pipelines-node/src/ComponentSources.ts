/** Frozen sources of published DevOps components, for the process runner. */
export interface ComponentSources {
  /**
   * The folder that holds the source with this digest, unpacked; fetched once and
   * kept. Nobody writes into it.
   *
   * @param digest - of the canonical tar, `sha256:…`
   * @throws NotFoundError if there is no such source
   */
  fetch(digest: string): Promise<string>;
}
