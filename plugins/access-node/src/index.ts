export type { AccessService } from './AccessService';
export { accessServiceRef } from './accessServiceRef';
