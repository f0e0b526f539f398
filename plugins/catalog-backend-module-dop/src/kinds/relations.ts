/** `apiVersion` of the portal's kinds. */
export const apiVersion = 'dop/v1';

/** Workflow to the component that it delivers. */
export const RELATION_DELIVERS = 'delivers';
export const RELATION_DELIVERED_BY = 'deliveredBy';

/** Workflow to each DevOps component that a step of it uses. */
export const RELATION_USES_DEVOPS_COMPONENT = 'usesDevOpsComponent';
export const RELATION_USED_BY_WORKFLOW = 'usedByWorkflow';
