export { accessFeatures as default } from './features';
export { accessApiRef, type AccessApi } from './api/AccessApi';
export { accessTranslationRef } from './translation';
