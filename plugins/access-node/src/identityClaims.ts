import type { Request } from 'express';

/**
 * What the portal's user tokens carry beside the user: the session that they
 * were made for, or the personal token that was exchanged for them. Both can
 * end before the user token does.
 */
export interface IdentityClaims {
  sessionId?: string;
  tokenId?: string;
}

export const sessionClaim = 'dop/session';
export const tokenClaim = 'dop/token';

/**
 * Reads the claims of a user token without checking its signature; for tokens
 * that were checked, or where a made-up claim gains nothing.
 */
export function readIdentityClaims(jwt: string): IdentityClaims {
  try {
    const payload = JSON.parse(
      Buffer.from(jwt.split('.')[1], 'base64url').toString('utf8'),
    );
    const text = (value: unknown) =>
      typeof value === 'string' && value.length <= 64 ? value : undefined;
    return {
      sessionId: text(payload[sessionClaim]),
      tokenId: text(payload[tokenClaim]),
    };
  } catch {
    return {};
  }
}

/** The bearer token of a request. */
export function bearerToken(request: Pick<Request, 'headers'>) {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}
