export { codePlugin as default } from './plugin';
