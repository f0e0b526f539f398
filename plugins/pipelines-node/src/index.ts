export { AttemptNotStartedError } from './AttemptNotStartedError';
export type {
  AttemptNetwork,
  AttemptProgram,
  AttemptSpec,
} from './AttemptSpec';
export type { ComponentSources } from './ComponentSources';
export {
  pipelinesExtensionPoint,
  type PipelinesExtensionPoint,
} from './pipelinesExtensionPoint';
export type {
  AttemptExit,
  AttemptStarted,
  AttemptStatus,
  Runner,
  RunnerAvailability,
} from './Runner';
