export { scaffolderModuleDop as default } from './module';
