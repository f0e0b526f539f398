export { componentsPlugin as default } from './plugin';
