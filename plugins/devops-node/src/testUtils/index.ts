export { ApiWatch } from './ApiWatch';
export { ApiContract } from './ApiContract';
