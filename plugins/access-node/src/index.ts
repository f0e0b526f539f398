export type { AccessService } from './AccessService';
export { accessServiceRef } from './accessServiceRef';
export { auditorFactory } from './audit/auditorFactory';
export * from './identityClaims';
export { rootRouterFactory } from './rootRouter/rootRouterFactory';
export * from './liveness/accessRevision';
export { KeptAnswers } from './liveness/KeptAnswers';
