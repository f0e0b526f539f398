/**
 * What somebody is to one repository, strongest first.
 *
 * - `administrator`: everything, everywhere
 * - `owner`: an owner of the group that the repository's record names
 * - `member`: a member of that group
 * - `reader`: anybody signed in, for repositories that are not private
 */
export type Role = 'administrator' | 'owner' | 'member' | 'reader';

/**
 * An administrator's word that a repository may run outside a sandbox: not at
 * all, its protected refs, or all that its members push.
 */
export type Trust = 'none' | 'protectedRefs' | 'members';

/** `internal`: every signed-in user may read. `private`: only its owner's group. */
export type Visibility = 'internal' | 'private';

/**
 * What an administrator or owner says about a repository through the API; the
 * only source of authority over it.
 */
export interface RepositoryRecord {
  /** UUID that is never reused. Folders, secrets and images hang on it. */
  id: string;
  /** Name of the owning group: catalog namespace and first part of every path. */
  namespace: string;
  /** Unique in its namespace, whatever the case. */
  name: string;
  /** Entity ref of the owning group, `group:default/<namespace>`. */
  owner: string;
  description?: string;
  visibility: Visibility;
  /** Short branch name, `main`. */
  defaultBranch: string;
  /** Full ref patterns; `*` stands for any characters. */
  protectedRefs: string[];
  trust: Trust;
  /** ISO 8601, UTC. */
  createdAt: string;
  updatedAt: string;
}

/** What a personal access token may be used for. */
export type TokenScope =
  | 'api'
  | 'repository:read'
  | 'repository:write'
  | 'registry:read'
  | 'registry:write'
  | 'reports:write';

/** A person, signed in or acting through a personal access token. */
export interface UserPrincipal {
  type: 'user';
  userEntityRef: string;
  displayName?: string;
  email?: string;
  /** Entity refs of the groups that the account is in now. */
  groups: string[];
  administrator: boolean;
  /** Set when a personal access token was presented. */
  token?: { id: string; scopes: TokenScope[] };
}

/** An attempt of a step, by its run token. Dead as soon as the attempt is. */
export interface RunPrincipal {
  type: 'run';
  runId: string;
  runNumber: number;
  workflowId: string;
  stepId: string;
  /** Key of the step instance, `test` or `test[shard=1]`. */
  instanceKey: string;
  attempt: number;
  epoch: number;
  repositoryId: string;
  /** Full ref, `refs/heads/main`. */
  ref: string;
  protectedRef: boolean;
  commit: string;
  /** False for attempts that share the portal's user: claimed, not isolated. */
  isolated: boolean;
  /** Short slug of the ref; on unprotected refs tags must begin with it. */
  refSlug: string;
}

/** Another backend plugin. */
export interface ServicePrincipal {
  type: 'service';
  /** `plugin:pipelines` */
  subject: string;
}

export type Principal = UserPrincipal | RunPrincipal | ServicePrincipal;

/** The repositories that a principal may see, for filtering lists. */
export type VisibleRepositories =
  | { all: true }
  | { all: false; repositoryIds: string[] };

export interface Account {
  /** Lower case, also the name of the catalog user. */
  name: string;
  userEntityRef: string;
  displayName: string;
  email?: string;
  administrator: boolean;
  /** False once disabled: nothing that acts as this account works any more. */
  active: boolean;
  createdAt: string;
  lastSeenAt?: string;
}

export interface GroupMembership {
  account: string;
  role: 'owner' | 'member';
}

export interface Group {
  /** Lower case; also the namespace of the group's repositories and entities. */
  name: string;
  groupEntityRef: string;
  displayName: string;
  description?: string;
  members: GroupMembership[];
}

export interface PersonalToken {
  id: string;
  name: string;
  scopes: TokenScope[];
  createdAt: string;
  expiresAt: string;
  lastUsedAt?: string;
  revokedAt?: string;
}

export interface AuditEntry {
  id: string;
  time: string;
  pluginId: string;
  eventId: string;
  severity: 'low' | 'medium' | 'high' | 'critical';
  status: 'initiated' | 'succeeded' | 'failed';
  actor: string;
  /** `POST /repositories` */
  request?: string;
  meta?: Record<string, unknown>;
  error?: string;
}

/** One page of a long list; `nextCursor` is absent on the last one. */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
}
