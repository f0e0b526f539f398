import type { Response } from 'express';

/** Name of the cookie that holds `<session id>.<secret>`. */
export const sessionCookieName = 'dop-session';

/** Hands a session to the browser, for the routes of the auth plugin only. */
export function setSessionCookie(
  response: Response,
  session: { cookie: string; maxAgeSeconds: number },
  authUrl: string,
): void {
  const { pathname, protocol } = new URL(authUrl);
  response.cookie(sessionCookieName, session.cookie, {
    httpOnly: true,
    sameSite: 'strict',
    secure: protocol === 'https:',
    path: pathname,
    maxAge: session.maxAgeSeconds * 1000,
  });
}
