export { ApiContract } from './ApiContract';
