import type { Principal } from '@dop/plugin-access-common';
import type { Author } from '../content/CommitWriter';

/** Who a commit is from: the account. */
export function authorOf(principal: Principal): Author {
  if (principal.type !== 'user') {
    return { name: 'DOP', email: 'portal@users.invalid' };
  }
  const account = principal.userEntityRef.replace(/^.*\//, '');
  return {
    name: principal.displayName || account,
    email: principal.email || `${account}@users.invalid`,
  };
}
