export { testReportsApiRef } from './api/testReportsApiRef';
export { RunTestSummary, useRunTestSummary } from './components/RunTestSummary';
export { testReportsPlugin as default } from './plugin';
export { testReportsTranslationRef } from './translation';
