/** Routes that come with Backstage, and who may call them. */
export interface ForeignRoutes {
  /** Which lines of the lister. The first that fits counts. */
  lines: RegExp;
  who: 'everybody' | 'signedIn';
}

const plugin = String.raw`\/api\/[a-z-]+`;

export const foreignRoutes: ForeignRoutes[] = [
  // Public keys; ending a cookie; whether the portal is well.
  {
    lines: RegExp(
      String.raw`^GET (${plugin})?\/\.backstage\/auth\/v1\/jwks\.json$`,
    ),
    who: 'everybody',
  },
  {
    lines: RegExp(
      String.raw`^DELETE (${plugin})?\/\.backstage\/auth\/v1\/cookie$`,
    ),
    who: 'everybody',
  },
  { lines: /^GET \/\.backstage\/health\//, who: 'everybody' },
  // A cookie for what a page loads without a header, for who is signed in.
  {
    lines: RegExp(
      String.raw`^GET (${plugin})?\/\.backstage\/auth\/v1\/cookie$`,
    ),
    who: 'signedIn',
  },
  // Signing in. Backstage opens the whole plugin; its actions refuse to be
  // invoked themselves, and what there is to invoke is no secret.
  { lines: /^(GET|POST|USE) \/api\/auth\//, who: 'everybody' },
  { lines: /^GET \/api\/permission\/health$/, who: 'everybody' },
  // Actions and permissions of plugins ask the permission policy.
  {
    lines: RegExp(
      String.raw`^(GET|POST|USE) ${plugin}\/\.(backstage\/actions|well-known\/backstage\/permissions)(\/|$)`,
    ),
    who: 'signedIn',
  },
  // The pages, before somebody is signed in. Below /api there is no page.
  { lines: /^GET (\/api\/app)?\/\*$/, who: 'everybody' },
  { lines: /^USE \/api$/, who: 'everybody' },
  {
    lines: /^GET \/api\/(catalog|scaffolder|search)\/openapi\.json$/,
    who: 'signedIn',
  },
  // These ask the permission policy, or the catalog with the caller's rights.
  { lines: /^POST \/api\/permission\/authorize$/, who: 'signedIn' },
  { lines: /^GET \/api\/search\/query$/, who: 'signedIn' },
  // Asks a forge with a token of the caller's own.
  {
    lines: /^POST \/api\/scaffolder\/v2\/autocomplete\/:provider\/:resource$/,
    who: 'signedIn',
  },
  // Agents: the actions that it calls ask what the caller may do.
  { lines: /^(GET|POST|DELETE) \/api\/mcp-actions\/v1\/?$/, who: 'signedIn' },
];
