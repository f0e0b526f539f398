import type { Request } from 'express';
import { NotAllowedError } from '@backstage/errors';
import type { UserPrincipal } from '@dop/plugin-access-common';
import { bearerToken, readIdentityClaims } from '@dop/plugin-access-node';
import { accountName } from '../service/Authorizer';
import type { LocalAccessService } from '../service/LocalAccessService';

/** A person who calls a route of this plugin. */
export interface Caller {
  principal: UserPrincipal;
  /** Account name. */
  name: string;
  /** The browser session behind the call, if it came from one. */
  sessionId?: string;
}

/** @throws NotAllowedError for anything but a user */
export async function caller(
  access: LocalAccessService,
  request: Request,
): Promise<Caller> {
  const principal = await access.principal(request, { allow: ['user'] });
  const name =
    principal.type === 'user' && accountName(principal.userEntityRef);
  if (principal.type !== 'user' || !name) {
    throw new NotAllowedError('Only a person with an account may do this');
  }
  const bearer = bearerToken(request);
  return {
    principal,
    name,
    sessionId: bearer ? readIdentityClaims(bearer).sessionId : undefined,
  };
}

/**
 * A person at a browser: what opens an account for longer than a token lives
 * may not be done with a token.
 *
 * @throws NotAllowedError
 */
export async function signedInCaller(
  access: LocalAccessService,
  request: Request,
): Promise<Caller> {
  const who = await caller(access, request);
  if (who.principal.token) {
    throw new NotAllowedError(
      'A personal token may not do this; sign in with your password',
    );
  }
  return who;
}
