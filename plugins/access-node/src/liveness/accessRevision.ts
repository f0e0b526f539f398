let revision = 0;

/**
 * A number that grows with each change of accounts, groups, tokens, sessions
 * and repository records that is made in this process. An answer about rights
 * that was asked for at an older revision is no longer true.
 */
export function accessRevision(): number {
  return revision;
}

/** Says that something changed, after its commit and before its answer. */
export function accessChanged(): void {
  revision += 1;
}
