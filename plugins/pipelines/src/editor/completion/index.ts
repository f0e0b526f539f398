export { completeWorkflow } from './completeWorkflow';
export type { CompletionRequest } from './types';
export { useCompletion } from './useCompletion';
