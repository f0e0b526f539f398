export { pipelinesPlugin as default } from './plugin';
export { pipelinesTranslationRef } from './translation';
export { pipelinesApiRef } from './api/apis';
export { runPath, stepPath, workflowPath } from './links/links';
export { YourApprovals } from './approvals/YourApprovals';
