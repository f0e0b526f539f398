import type { Request } from 'express';
import { AuthenticationError } from '@backstage/errors';
import type { Binding } from '../store/RepositoryStore';
import type { Action, Bearer } from './BearerSealer';
import type { Caller } from './RegistryAccess';
import type { RegistryContext } from './RegistryContext';
import { RegistryError } from './RegistryError';

/** A request that may go on. */
export interface Admission {
  caller: Caller;
  binding: Binding;
}

/**
 * The caller of a request on one image repository, if it may do this. Reads go
 * on with what the access plugin said seconds ago; everything else asks again.
 *
 * @throws RegistryError 401 with the standard challenge, DENIED or NAME_UNKNOWN
 */
export async function admit(
  context: RegistryContext,
  request: Request,
  name: string,
  action: Action,
  fresh = action !== 'pull',
): Promise<Admission> {
  const scope = `repository:${name}:${
    action === 'push' ? 'pull,push' : action
  }`;
  const { caller, grants } = await identify(context, request, scope, fresh);
  const binding = await context.access.authorize(caller, name, action, fresh);
  if (grants && !grants[name]?.includes(action)) {
    throw unauthorized(
      context,
      request,
      `The bearer was made for something else than to ${action} ${name}; ask for one with the scope ${scope}`,
      { scope, error: 'insufficient_scope' },
    );
  }
  return { caller, binding };
}

/**
 * The caller of a request, whatever it may do.
 *
 * @throws RegistryError 401 with the standard challenge
 */
export async function identify(
  context: RegistryContext,
  request: Request,
  scope: string | undefined,
  fresh: boolean,
): Promise<{ caller: Caller; grants?: Bearer['grants'] }> {
  const presented = credentials(request);
  if (!presented) {
    throw unauthorized(
      context,
      request,
      'Sign in first: any user name, and a personal token of the portal as password',
      { scope },
    );
  }
  let { secret } = presented;
  let grants: Bearer['grants'] | undefined;
  if (presented.scheme === 'bearer' && secret.startsWith('dopreg.')) {
    const bearer = context.sealer.open(secret);
    if (!bearer) {
      throw unauthorized(
        context,
        request,
        'The bearer is not valid any more; ask for a new one',
        { scope, error: 'invalid_token' },
      );
    }
    ({ secret, grants } = bearer);
  }
  try {
    return { caller: await context.access.identify(secret, fresh), grants };
  } catch (error) {
    if (error instanceof AuthenticationError) {
      throw unauthorized(context, request, error.message, {
        scope,
        error: 'invalid_token',
      });
    }
    throw error;
  }
}

/** The secret in the header, by Basic (as password) or Bearer. */
export function credentials(
  request: Request,
): { scheme: 'basic' | 'bearer'; secret: string } | undefined {
  const [, scheme, value] =
    /^(basic|bearer)\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '') ??
    [];
  if (scheme?.toLowerCase() === 'bearer') {
    return { scheme: 'bearer', secret: value };
  }
  if (scheme) {
    const text = Buffer.from(value, 'base64').toString('utf8');
    const secret = text.slice(text.indexOf(':') + 1);
    return secret ? { scheme: 'basic', secret } : undefined;
  }
  return undefined;
}

/** An answer 401 that tells the client where to get a bearer. */
export function unauthorized(
  context: RegistryContext,
  request: Request,
  message: string,
  options: { scope?: string; error?: string } = {},
): RegistryError {
  const origin = publicOrigin(context.baseUrl, request);
  const parts = [
    `realm="${origin}/v2/token"`,
    `service="${new URL(origin).host}"`,
    ...(options.scope ? [`scope="${options.scope}"`] : []),
    ...(options.error ? [`error="${options.error}"`] : []),
  ];
  return new RegistryError(401, 'UNAUTHORIZED', message, {
    'WWW-Authenticate': `Bearer ${parts.join(',')}`,
  });
}

/**
 * Where the client reaches the portal. Containers come by another address than
 * people, so with plain HTTP the token must be had where the request arrived.
 */
function publicOrigin(baseUrl: string, request: Request): string {
  const base = new URL(baseUrl);
  const host = request.headers.host ?? '';
  return base.protocol === 'http:' && /^[A-Za-z0-9.:[\]-]{1,255}$/.test(host)
    ? `http://${host}`
    : base.origin;
}
