export { codePlugin as default } from './plugin';
export { codeTranslationRef } from './translation';
