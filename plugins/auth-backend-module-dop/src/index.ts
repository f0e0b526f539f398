export { authModuleDop as default } from './module';
