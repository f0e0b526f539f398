export { imagesApiRef } from './api/imagesApiRef';
export { imagesPlugin as default } from './plugin';
export { imagesTranslationRef } from './translation';
