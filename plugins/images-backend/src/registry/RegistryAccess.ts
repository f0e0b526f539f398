import { createHash } from 'node:crypto';
import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { AuthenticationError } from '@backstage/errors';
import {
  scopesAllow,
  scopesFor,
  type PermissionName,
  type Principal,
  type RunPrincipal,
} from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import type { Binding, RepositoryStore } from '../store/RepositoryStore';
import type { Pusher } from '../store/Pusher';
import type { Action } from './BearerSealer';
import { RegistryError } from './RegistryError';

const permissions: Record<Action, PermissionName> = {
  pull: 'dop.image.read',
  push: 'dop.image.write',
  delete: 'dop.image.delete',
};

/** How long a pull goes on with an answer of the access plugin. Writes ask anew. */
const rememberMs = 5_000;
const maxRemembered = 2_000;

/** Whoever presents `secret`. */
export interface Caller {
  secret: string;
  principal: Principal;
}

/** Who may pull, push and delete which images. */
export class RegistryAccess {
  readonly #access: AccessService;
  readonly #auth: AuthService;
  readonly #repositories: RepositoryStore;
  readonly #logger: LoggerService;
  readonly #remembered = new Map<string, { value: unknown; until: number }>();

  private constructor(options: RegistryAccessOptions) {
    this.#access = options.access;
    this.#auth = options.auth;
    this.#repositories = options.repositories;
    this.#logger = options.logger;
  }

  static create(options: RegistryAccessOptions): RegistryAccess {
    return new RegistryAccess(options);
  }

  /**
   * @param secret - a personal token, a run token, or the token of another plugin
   * @param fresh - ask the access plugin even if it answered a moment ago
   * @throws AuthenticationError
   */
  async identify(secret: string, fresh: boolean): Promise<Caller> {
    const key = createHash('sha256').update(secret).digest('base64');
    const principal = await this.#remember(`who ${key}`, fresh, () =>
      secret.startsWith('dop_')
        ? this.#access.principalFromSecret(secret)
        : this.#service(secret),
    );
    return { secret, principal };
  }

  /**
   * Passes or throws.
   *
   * @returns whom the image repository belongs to
   * @throws RegistryError NAME_UNKNOWN where the caller may not know of it, DENIED
   * where it may not do this
   */
  async authorize(
    { principal }: Caller,
    name: string,
    action: Action,
    fresh: boolean,
  ): Promise<Binding> {
    const binding = await this.#repositories.resolve(name);
    if (!binding) {
      throw unknown(name);
    }
    checkScope(principal, action);
    if (principal.type === 'service') {
      if (action !== 'pull') {
        throw denied(`${principal.subject} may pull images, and nothing else`);
      }
      return binding;
    }
    if (binding.to === 'administrators') {
      const administrator =
        principal.type === 'user' && principal.administrator;
      if (action !== 'pull' && !administrator) {
        throw denied(
          `${name} belongs to the administrators of the portal; only they may ${action} it`,
        );
      }
      return binding;
    }
    if (binding.to === 'nobody') {
      if (principal.type !== 'user' || !principal.administrator) {
        throw unknown(name);
      }
      if (action === 'push') {
        throw denied(
          `The repository that ${name} belonged to was deleted, but images are still stored under its name. Delete them before the name is used anew.`,
        );
      }
      return binding;
    }
    if (principal.type === 'run') {
      checkRun(principal, binding, name, action);
    }
    await this.#checkPermission(principal, binding, name, action, fresh);
    return binding;
  }

  /** People and attempts push; plugins do not. */
  static pusher({ principal }: Caller): Pusher {
    if (principal.type === 'service') {
      throw denied(`${principal.subject} may pull images, and nothing else`);
    }
    return principal;
  }

  /** @throws RegistryError DENIED for a tag that is not the ref's own */
  static checkTag(pusher: Pusher, tag: string): void {
    if (pusher.type !== 'run' || pusher.protectedRef) {
      return;
    }
    const { refSlug, ref } = pusher;
    const rest = tag.startsWith(refSlug) ? tag.slice(refSlug.length) : 'x';
    if (rest !== '' && !/^[-._]/.test(rest)) {
      throw denied(
        `${ref.slice(
          0,
          200,
        )} is not protected: its runs write only tags that begin with its own name, such as ${refSlug} or ${refSlug}-1, not ${tag}`,
      );
    }
  }

  async #checkPermission(
    principal: Principal,
    binding: { repositoryId: string },
    name: string,
    action: Action,
    fresh: boolean,
  ): Promise<void> {
    const { repositoryId } = binding;
    try {
      await this.#remember(
        `may ${action} ${repositoryId} ${JSON.stringify(principal)}`,
        fresh,
        async () => {
          await this.#access.authorize(principal, permissions[action], {
            repositoryId,
          });
          return true;
        },
      );
    } catch (error) {
      if (error instanceof Error && error.name === 'NotFoundError') {
        throw unknown(name);
      }
      if (error instanceof Error && error.name === 'NotAllowedError') {
        throw denied(`You may not ${action} ${name}: ${error.message}`);
      }
      throw error;
    }
  }

  async #service(secret: string): Promise<Principal> {
    const parts = secret.split('.').length;
    if (parts === 3) {
      try {
        const credentials = await this.#auth.authenticate(secret);
        if (this.#auth.isPrincipal(credentials, 'service')) {
          return { type: 'service', subject: credentials.principal.subject };
        }
      } catch (error) {
        this.#logger.debug(`Registry: a token was refused: ${error}`);
      }
    }
    throw new AuthenticationError(
      'The password is neither a personal token (dop_pat_…) nor a run token (dop_run_…). Make a personal token in the portal and use it as password.',
    );
  }

  async #remember<T>(
    key: string,
    fresh: boolean,
    ask: () => Promise<T>,
  ): Promise<T> {
    const known = this.#remembered.get(key);
    if (!fresh && known && known.until > Date.now()) {
      return known.value as T;
    }
    this.#remembered.delete(key);
    const value = await ask();
    if (this.#remembered.size >= maxRemembered) {
      this.#remembered.clear();
    }
    this.#remembered.set(key, { value, until: Date.now() + rememberMs });
    return value;
  }
}

export interface RegistryAccessOptions {
  access: AccessService;
  auth: AuthService;
  repositories: RepositoryStore;
  logger: LoggerService;
}

/** A run token opens the images of its own repository, and pulls the portal's. */
function checkRun(
  run: RunPrincipal,
  binding: { repositoryId: string },
  name: string,
  action: Action,
): void {
  if (binding.repositoryId !== run.repositoryId) {
    throw unknown(name);
  }
  if (action === 'delete') {
    throw denied('Runs do not delete images; a person does');
  }
}

/** @throws RegistryError DENIED when it is not what the personal token is for */
export function checkScope(principal: Principal, action: Action): void {
  if (principal.type !== 'user' || !principal.token) {
    return;
  }
  const permission = permissions[action];
  if (!scopesAllow(principal.token.scopes, permission)) {
    throw denied(
      `This personal token may not ${action} images: it needs the scope ${scopesFor(
        permission,
      ).join(' or ')}`,
    );
  }
}

function unknown(name: string): RegistryError {
  return new RegistryError(
    404,
    'NAME_UNKNOWN',
    `There is no image repository ${name} for you. Images are named <group>/<repository>[/<more>] after a repository of the portal; create that first, or ask its owner.`,
  );
}

function denied(message: string): RegistryError {
  return new RegistryError(403, 'DENIED', message);
}
