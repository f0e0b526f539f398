export { techdocsModuleDop as default } from './module';
