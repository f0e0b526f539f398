export { testReportsPlugin as default } from './plugin';
