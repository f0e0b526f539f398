import { permissionTable, type PermissionName } from './permissions';
import type { TokenScope } from './types';

/**
 * What each scope of a personal token opens, apart from what its account may
 * do: a token never has more rights than its account. `all` is everything that
 * the account may do over the API, Git and registry included.
 */
export const scopePermissions: Record<TokenScope, PermissionName[] | 'all'> = {
  api: 'all',
  'repository:read': ['dop.repository.read'],
  'repository:write': ['dop.repository.read', 'dop.repository.push'],
  'registry:read': ['dop.image.read'],
  'registry:write': ['dop.image.read', 'dop.image.write'],
  'reports:write': ['dop.report.write'],
};

/** Each scope with a sentence for people. */
export const tokenScopes: { scope: TokenScope; description: string }[] = [
  { scope: 'api', description: 'Everything that you may do: API, Git, images' },
  { scope: 'repository:read', description: 'Clone and fetch repositories' },
  {
    scope: 'repository:write',
    description: 'Clone, fetch and push repositories',
  },
  { scope: 'registry:read', description: 'Pull images' },
  { scope: 'registry:write', description: 'Pull and push images' },
  { scope: 'reports:write', description: 'Upload test reports' },
];

/** Whether a token with these scopes may use a permission of its account. */
export function scopesAllow(
  scopes: TokenScope[],
  permission: PermissionName,
): boolean {
  return scopes.some(scope => {
    const allowed = scopePermissions[scope];
    return allowed === 'all' || allowed?.includes(permission);
  });
}

/** The scopes that open a permission, for error messages. */
export function scopesFor(permission: PermissionName): TokenScope[] {
  return tokenScopes
    .map(({ scope }) => scope)
    .filter(scope => scopesAllow([scope], permission));
}

/** Whether this is the name of a permission of the portal. */
export function isPermissionName(name: string): name is PermissionName {
  return Object.hasOwn(permissionTable, name);
}

const requestRules: {
  scopes: TokenScope[];
  methods: string[];
  path: RegExp;
}[] = [
  {
    scopes: ['reports:write'],
    methods: ['PUT', 'POST'],
    path: /^\/api\/test-reports(\/|$)/,
  },
  {
    scopes: ['repository:read', 'repository:write'],
    methods: ['GET', 'HEAD'],
    path: /^\/api\/code(\/|$)/,
  },
  {
    scopes: ['repository:write'],
    methods: ['POST'],
    path: /^\/api\/code\/repositories\/[^/]+\/[^/]+\/commits$/,
  },
  {
    scopes: ['registry:read', 'registry:write'],
    methods: ['GET', 'HEAD'],
    path: /^\/api\/images(\/|$)/,
  },
];

/**
 * Whether a token with these scopes may call a route of the HTTP API at all;
 * the route then asks for its permission. `path` is without the query.
 */
export function scopesAllowRequest(
  scopes: TokenScope[],
  method: string,
  path: string,
): boolean {
  return (
    scopes.includes('api') ||
    requestRules.some(
      rule =>
        rule.methods.includes(method) &&
        rule.path.test(path) &&
        rule.scopes.some(scope => scopes.includes(scope)),
    )
  );
}
