import { createRouteRef } from '@backstage/frontend-plugin-api';

/** Accounts and groups. */
export const peopleRouteRef = createRouteRef();
/** The reader's own tokens, sessions and password. */
export const accountRouteRef = createRouteRef();
/** Who did what. */
export const auditRouteRef = createRouteRef();
