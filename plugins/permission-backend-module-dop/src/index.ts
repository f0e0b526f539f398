export { permissionModuleDop as default } from './module';
