/**
 * How the command ends.
 *
 * - 0: what was asked for is done; a run that was watched succeeded or warned
 * - 1: findings, or a run that did not succeed
 * - 2: the call is wrong: an unknown option, a missing file, no such run
 * - 3: the portal cannot be reached, or refuses
 */
export const exitCodes = { ok: 0, failed: 1, usage: 2, refused: 3 } as const;

/** Something for the user, with the code that the command ends with. */
export class Failure extends Error {
  readonly code: number;

  constructor(message: string, code: number = exitCodes.usage) {
    super(message);
    this.code = code;
  }
}
