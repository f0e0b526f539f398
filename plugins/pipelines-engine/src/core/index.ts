export { compilePlan, type PlannedInstance } from './compilePlan';
export type {
  Effect,
  EngineEvent,
  EngineEventType,
  JournalEntry,
  TimerEvent,
  Transition,
  WaitOutcome,
} from './events';
export {
  defaultLimits,
  type AttemptModel,
  type ClockModel,
  type CompiledPlan,
  type CoreLimits,
  type RunModel,
  type StepModel,
  type StopCause,
  type WaitKind,
  type WaitModel,
} from './model';
export { outcomeOf } from './finish';
export {
  planRerun,
  type RerunFrom,
  type RerunInstance,
  type TakenOutcome,
} from './rerun';
export { newRun, transition } from './transition';
export { attemptTable, runTable, stepTable } from './table';
