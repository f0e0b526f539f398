export { searchModuleDop as default } from './module';
