export * from './api/PipelinesClient';
export * from './api/explainRun';
export * from './api/acts';
export * from './api/secrets';
export * from './api/types';
export * from './api/watch';
export * from './editing/TextChange';
export * from './editing/WorkflowEdit';
export * from './editing/drawWorkflow';
export { editWorkflow } from './editing/editWorkflow';
export { newWorkflowText } from './editing/newWorkflowText';
export { whyBadName } from './expressions/names';
export {
  globalFunctions,
  listMacros,
  listMethods,
  textMethods,
  type TextMethod,
} from './expressions/functions';
export { evaluateMatrix } from './expressions/evaluateMatrix';
export { evaluateOutputs } from './expressions/evaluateOutputs';
export {
  evaluateCondition,
  evaluateStep,
  evaluateTemplate,
  type EvaluatedStep,
} from './expressions/evaluateTemplate';
export {
  ExpressionCostError,
  ExpressionError,
} from './expressions/ExpressionError';
export * from './applyFixes';
export * from './Finding';
export { analyzeWorkflow, usedComponents } from './language/analyzeWorkflow';
export type { WorkflowFiles } from './language/ChildWorkflows';
export { usedWorkflows } from './language/usedWorkflows';
export type { ComponentResolver } from './language/ComponentUses';
export type { AnalysisContext, StepPorts } from './language/WorkflowAnalysis';
export { workflowFileSchema } from './language/workflowFileSchema';
export { attemptTimeout } from './language/attemptTimeout';
export * from './language/childPlan';
export * from './language/compileWorkflow';
export * from './language/componentOf';
export * from './language/durations';
export * from './language/expandMatrix';
export * from './language/globs';
export * from './language/graphOf';
export * from './language/lintWorkflow';
export * from './language/matchTrigger';
export { parseWorkflow, type ParsedWorkflow } from './language/parseWorkflow';
export { listsOf, triggerSchema } from './language/scopeTypes';
export { isSecretName } from './language/secretName';
export * from './language/stepOutputs';
export * from './language/stepScope';
export type { WorkflowSyntax } from './language/syntax';
export * from './limits';
export * from './plan';
export { rules, type Rule } from './rules';
export * from './schema/isAssignable';
export {
  describeSchema,
  isFile,
  isRequired,
  markedSchema,
  propertyOf,
  typesOf,
  valuesOf,
} from './schema/schemaTypes';
export { validateValue, withDefaults } from './schema/validateValue';
export * from './runEventTypes';
export * from './states';
export * from './trigger';
export * from './upgradePlan';
