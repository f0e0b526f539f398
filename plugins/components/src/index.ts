export { componentsPlugin as default } from './plugin';
export { componentsApiRef } from './api/componentsApiRef';
export { componentPath } from './routes';
export { componentsTranslationRef } from './translation';
