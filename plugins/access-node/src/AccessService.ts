import type { Request } from 'express';
import type {
  PermissionName,
  Principal,
  RepositoryRecord,
  VisibleRepositories,
} from '@dop/plugin-access-common';

/**
 * Who calls, and what they may do. Answers come from the access plugin: a
 * disabled account, a revoked token or an ended attempt is refused at once, on
 * other replicas than the one that was told of it within two seconds.
 */
export interface AccessService {
  /**
   * The principal behind a request: a signed-in user, a personal token, a run
   * token (`Authorization: Bearer dop_run_…`) or another plugin.
   *
   * @remarks Run tokens pass only on routes that the plugin opened with
   * `addAuthPolicy({ allow: 'unauthenticated' })`; there this call is the check.
   * @throws AuthenticationError when there is no valid principal of an allowed type
   */
  principal(
    request: Request,
    options?: { allow?: Principal['type'][] },
  ): Promise<Principal>;

  /**
   * The principal behind a bare secret: the password of Basic authentication
   * in Git and registry, where `username` is only shown in errors. A secret is
   * a personal token (`dop_pat_…`) or a run token (`dop_run_…`).
   *
   * @throws AuthenticationError
   */
  principalFromSecret(secret: string): Promise<Principal>;

  /**
   * Passes or throws. For permissions on a repository, `repositoryId` is its
   * id; for permissions on a group, `group` is the group's name. `ref` is the
   * full ref of a push: a run token may push only where it is named.
   *
   * @throws NotFoundError where the caller may not even know of the repository
   * @throws NotAllowedError where it may read it but not do this
   */
  authorize(
    principal: Principal,
    permission: PermissionName,
    on?: { repositoryId?: string; group?: string; ref?: string },
  ): Promise<void>;

  /** The repositories whose rows a list may show to this principal. */
  visibleRepositories(principal: Principal): Promise<VisibleRepositories>;

  /**
   * The record of a repository by id or by `namespace/name`, without any check
   * of who asks; undefined if there is none.
   */
  repository(
    by: { id: string } | { namespace: string; name: string },
  ): Promise<RepositoryRecord | undefined>;
}
