export { dockerModule as default } from './module';
export { DockerRunner, type DockerRunnerOptions } from './DockerRunner';
