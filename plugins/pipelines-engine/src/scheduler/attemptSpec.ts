import type { ResolvedComponent } from '@dop/plugin-components-common';
import { attemptTimeout, type PlannedStep } from '@dop/plugin-pipelines-common';
import type { AttemptProgram, AttemptSpec } from '@dop/plugin-pipelines-node';

/** Inputs that are shorter are also given as a variable. */
const inlineInputLimit = 32 * 1024;
/** The runner's own limit comes into play when the engine is away. */
const timeoutSlackSeconds = 30;
const forbiddenVariable = /^(CO_|LD_|DYLD_|DOP_|PATH$|NODE_OPTIONS$)/i;

/** The first variable that a file may not set. */
export function forbiddenVariableOf(
  env: Record<string, string>,
): string | undefined {
  return Object.keys(env).find(name => forbiddenVariable.test(name));
}

/** How runners find the program of a component. */
export function programOf(component: ResolvedComponent): AttemptProgram {
  const { image, imageDigest } = component;
  return {
    component: `${component.namespace}/${component.name}`,
    version: component.version,
    image: image && imageDigest ? `${image}@${imageDigest}` : undefined,
    command: component.process?.command,
    sourceDigest: component.sourceDigest,
  };
}

/** What a runner is told. */
export function attemptSpec(options: {
  handle: string;
  handlePrefix: string;
  workFolder: string;
  component: ResolvedComponent;
  step: PlannedStep;
  runId: string;
  instanceKey: string;
  attempt: number;
  env: Record<string, string>;
  /** Content of `in.json`. */
  inputText: string;
  portalUrl?: string;
  maxLogBytes: number;
}): AttemptSpec {
  const { component, step, inputText } = options;
  const network = component.network;
  return {
    handle: options.handle,
    handlePrefix: options.handlePrefix,
    workFolder: options.workFolder,
    hasToken: network !== 'none',
    portalUrl: network === 'none' ? undefined : options.portalUrl,
    program: programOf(component),
    env: {
      ...options.env,
      CO_RUN_ID: options.runId,
      CO_STEP: options.instanceKey,
      CO_ATTEMPT: String(options.attempt),
      CO_IDEMPOTENCY_KEY: `${options.runId}/${options.instanceKey}`,
      ...(Buffer.byteLength(inputText) <= inlineInputLimit
        ? { CO_DATA: inputText }
        : {}),
    },
    resources: {
      cpu: component.resources.cpu,
      memoryBytes: memoryBytes(component.resources.memory),
    },
    network,
    timeoutSeconds:
      Math.ceil(attemptTimeout(step) / 1000) + timeoutSlackSeconds,
    // One byte more than is kept, so that the log can say that it is cut off.
    maxLogBytes: options.maxLogBytes + 1,
  };
}

const units: Record<string, number> = {
  '': 1,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

function memoryBytes(text: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(K|M|G|Ki|Mi|Gi)?$/.exec(text ?? '');
  return match
    ? Math.round(Number(match[1]) * units[match[2] ?? ''])
    : undefined;
}
