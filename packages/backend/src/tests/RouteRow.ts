/** Who may call a route. */
type Who =
  /** Nobody needs to be signed in. */
  | 'everybody'
  /** Everybody who is signed in; says nothing of what is private. */
  | 'signedIn'
  /** Everybody who is signed in, filtered by what they may see. */
  | 'list'
  /** Who has a right that the stranger does not have. */
  | 'entitled'
  /** Other plugins; no person at all. */
  | 'plugins';

/** One request to one mounted route. */
export interface RouteRow {
  /** As the lister names it. */
  route: string;
  who: Who;
  /** With `{name}` for what the seed has. */
  path: string;
  body?: unknown;
  /** What only the administrator's list has. */
  foreign?: string;
  /** What anybody gets, where it is not 400. */
  anybody?: number;
  /** What the narrow token gets, where it is not 403. */
  narrow?: number;
  /** What the stranger gets, where it is neither 403 nor 404. */
  stranger?: number;
  /** What the administrator gets, where it is not 200. */
  administrator?: number;
}

type Options = Omit<Partial<RouteRow>, 'route' | 'who' | 'path'>;

/** @param path - where it is not the route itself */
export function row(
  who: Who,
  route: string,
  path?: string,
  options?: Options,
): RouteRow {
  return { who, route, path: path ?? route.split(' ')[1], ...options };
}
