import type { Plan } from '@dop/plugin-pipelines-common';
import type { RunMeta } from './RunStarter';

/** What a run of this plan is shown with. */
export function metaOf(
  { workflow, delivers }: Plan,
  {
    message,
    deliveryId,
    depth,
  }: Pick<RunMeta, 'message' | 'deliveryId' | 'depth'>,
): RunMeta {
  return {
    workflowName: workflow.name,
    ...(workflow.title && { workflowTitle: workflow.title }),
    path: workflow.path,
    contentHash: workflow.contentHash,
    message,
    ...(deliveryId && { deliveryId }),
    ...(depth && { depth }),
    services: delivers,
  };
}
