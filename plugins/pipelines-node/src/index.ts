export { AttemptNotStartedError } from './AttemptNotStartedError';
export type {
  AttemptNetwork,
  AttemptProgram,
  AttemptSpec,
} from './AttemptSpec';
export type { ComponentSources } from './ComponentSources';
export type { FunctionCall } from './FunctionCall';
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
export type { SecretAnswer, SecretReader, SecretStore } from './SecretStore';
