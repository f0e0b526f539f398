import type { Request } from 'express';
import { AuthenticationError } from '@backstage/errors';

/**
 * The password of Basic authentication; a token that stands in the place of the
 * user name, with no password, is taken too.
 */
export function basicSecret(request: Request): string {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(
    request.header('authorization') ?? '',
  )?.[1];
  const [, user, password] =
    /^([^:]*):(.*)$/s.exec(
      Buffer.from(encoded ?? '', 'base64').toString('utf8'),
    ) ?? [];
  const secret = password || user;
  if (!secret) {
    throw new AuthenticationError(
      'Sign in with your account name and a personal token as password.',
    );
  }
  return secret;
}
