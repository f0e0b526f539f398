import { NotAllowedError } from '@backstage/errors';
import type { UserPrincipal } from '@dop/plugin-access-common';

type Person = Pick<UserPrincipal, 'userEntityRef' | 'groups'>;

/** Everything that somebody is: themselves and their groups, in small letters. */
export function refsOf({ userEntityRef, groups }: Person): string[] {
  return [userEntityRef, ...groups].map(ref => ref.toLowerCase());
}

/**
 * Why somebody may not decide an approval; undefined if they may. Who may is a
 * member of one of those that the workflow names, and nobody decides about their
 * own change unless the portal's configuration says so. Being an administrator
 * does not count.
 */
export function whyNotApprover(options: {
  person: Person;
  approvers: readonly string[];
  /** Who pushed, started or edited inputs, here and in parent and original run. */
  authors: ReadonlySet<string>;
  allowOwn: boolean;
}): string | undefined {
  const { person, approvers, authors, allowOwn } = options;
  const own = new Set(refsOf(person));
  if (!approvers.some(ref => own.has(ref.toLowerCase()))) {
    return `Only ${approvers.join(
      ', ',
    )} may decide this, and you are not among them`;
  }
  if (!allowOwn && authors.has(person.userEntityRef)) {
    return 'Nobody decides about their own change: you pushed, started or edited what this run is about';
  }
  return undefined;
}

/** @throws NotAllowedError */
export function checkApprover(
  options: Parameters<typeof whyNotApprover>[0],
): void {
  const why = whyNotApprover(options);
  if (why) {
    throw new NotAllowedError(why);
  }
}
