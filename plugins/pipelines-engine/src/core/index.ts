export { compilePlan, type PlannedInstance } from './compilePlan';
export type {
  Effect,
  EngineEvent,
  EngineEventType,
  JournalEntry,
  TimerEvent,
  Transition,
} from './events';
export {
  defaultLimits,
  type AttemptModel,
  type CompiledPlan,
  type CoreLimits,
  type RunModel,
  type StepModel,
  type StopCause,
} from './model';
export { outcomeOf } from './finish';
export { newRun, transition } from './transition';
export { attemptTable, runTable, stepTable } from './table';
