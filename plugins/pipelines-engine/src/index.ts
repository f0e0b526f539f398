export {
  ArtifactError,
  defaultArtifactLimits,
  type ArtifactLimits,
} from './collect/ArtifactError';
export { folderMediaType } from './collect/Collector';
export { markedPlaces, type MarkedPlace } from './collect/marks';
export { packTree } from './collect/packTree';
export { unpackTree } from './collect/unpackTree';
export type { CoreLimits } from './core';
export { Engine } from './Engine';
export type { EngineHealth, EngineOptions, TokenHolder } from './EngineOptions';
export type { EngineFact, FactHook } from './facts';
export type { Answer } from './People';
export type { RerunOptions } from './rerunOf';
export { workflowIdOf } from './workflowIdOf';
export type { Drain } from './store/drains';
export type {
  ApprovalRecord,
  DecisionRecord,
  WaitRecord,
} from './store/waitQueries';
export { FunctionRunner, type StepFunction } from './functions/FunctionRunner';
export type { LogOf, LogPart } from './logs/LogStore';
export { Masker } from './logs/Masker';
export type { HostUser } from './process/hostUser';
export { reachableNode } from './process/reachableNode';
export {
  ProcessRunner,
  type ProcessRunnerOptions,
} from './process/ProcessRunner';
export { programOf } from './scheduler/attemptSpec';
export type {
  ChangeHint,
  EngineSettings,
  PlaceStep,
  Placement,
  ProbePoint,
} from './scheduler/EngineContext';
export { inlineEvaluator, type Evaluator } from './scheduler/Evaluator';
export { parseRunToken, type RunTokenId } from './scheduler/RunToken';
export { openStore } from './store/openStore';
export type {
  ArtifactMark,
  ArtifactRecord,
  AttemptRecord,
  BoundSecret,
  EventRecord,
  NewArtifact,
  NewRun,
  RunRecord,
  StepRecord,
} from './store/records';
export {
  RunQueries,
  type RunListFilter,
  type RunListPage,
} from './store/RunQueries';
