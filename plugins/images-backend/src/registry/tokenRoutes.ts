import express, { type Request, type Response, type Router } from 'express';
import { AuthenticationError } from '@backstage/errors';
import { isImageName } from '../model/names';
import { credentials, unauthorized } from './authenticate';
import type { Action, Bearer } from './BearerSealer';
import type { RegistryContext } from './RegistryContext';
import { RegistryError } from './RegistryError';

/** How long a registry bearer lives, in seconds. */
const lifetime = 300;
const maxScopes = 20;

/**
 * `/v2/token`: exchanges a personal or run token for a short-lived bearer, as
 * the token specification of registries says. What is not allowed is left out
 * of the bearer; the request that needs it says why.
 */
export function addTokenRoutes(router: Router, context: RegistryContext): void {
  router.get('/token', async (request, response) => {
    await answer(
      context,
      request,
      response,
      credentials(request)?.secret,
      list(request.query.scope),
    );
  });

  router.post(
    '/token',
    express.urlencoded({ extended: false, limit: '16kb' }),
    async (request, response) => {
      const body: Record<string, unknown> = request.body ?? {};
      if (
        body.grant_type !== 'password' &&
        body.grant_type !== 'refresh_token'
      ) {
        throw new RegistryError(
          400,
          'UNSUPPORTED',
          'grant_type must be password (with the token as password) or refresh_token (with the token itself)',
        );
      }
      const secret = body.password ?? body.refresh_token;
      await answer(
        context,
        request,
        response,
        typeof secret === 'string' ? secret : undefined,
        list(body.scope),
      );
    },
  );
}

async function answer(
  context: RegistryContext,
  request: Request,
  response: Response,
  secret: string | undefined,
  scopes: string[],
): Promise<void> {
  if (!secret) {
    throw unauthorized(
      context,
      request,
      'Images are not for anonymous users: sign in with any user name and a personal token of the portal as password',
    );
  }
  if (scopes.length > maxScopes) {
    throw new RegistryError(
      400,
      'UNSUPPORTED',
      `At most ${maxScopes} scopes in one request`,
    );
  }
  let grants: Bearer['grants'];
  try {
    const caller = await context.access.identify(secret, true);
    grants = {};
    for (const scope of scopes) {
      const { name, actions } = parseScope(scope);
      for (const action of actions) {
        try {
          await context.access.authorize(caller, name, action, true);
          grants[name] = [...(grants[name] ?? []), action];
        } catch (error) {
          if (!RegistryError.from(error)) {
            throw error;
          }
        }
      }
    }
  } catch (error) {
    if (error instanceof AuthenticationError) {
      throw unauthorized(context, request, error.message);
    }
    throw error;
  }
  const token = context.sealer.seal({
    secret,
    grants,
    expiresAt: Date.now() + lifetime * 1_000,
  });
  response.set('Cache-Control', 'no-store').json({
    token,
    access_token: token,
    expires_in: lifetime,
    issued_at: new Date().toISOString(),
  });
}

/** `repository:shop/checkout:pull,push`; other types are nothing here. */
function parseScope(scope: string): { name: string; actions: Action[] } {
  const [, name = '', listed = ''] =
    /^repository(?:\([a-z]+\))?:(.+):([a-z*,]+)$/.exec(scope) ?? [];
  if (!isImageName(name)) {
    return { name, actions: [] };
  }
  const all: Action[] = ['pull', 'push', 'delete'];
  return {
    name,
    actions: all.filter(
      action =>
        listed.split(',').includes(action) || listed.split(',').includes('*'),
    ),
  };
}

function list(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value])
    .filter((item): item is string => typeof item === 'string')
    .flatMap(item => item.split(' '))
    .filter(Boolean);
}
