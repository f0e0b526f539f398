export {
  useLint,
  type Lint,
  type LintOptions,
  type StepPorts,
} from './useLint';
