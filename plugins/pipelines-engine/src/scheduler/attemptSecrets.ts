import { componentOf } from '@dop/plugin-pipelines-common';
import type { SecretAnswer, SecretReader } from '@dop/plugin-pipelines-node';
import { Masker } from '../logs/Masker';
import type { LoadedRun } from '../store/LoadedRun';
import type { BoundSecret } from '../store/records';
import { forbiddenVariableOf } from './attemptSpec';
import type { EngineContext } from './EngineContext';

/** A store that does not answer holds up one attempt, and not for ever. */
const patienceMs = 20_000;

interface AttemptSecrets {
  secrets?: BoundSecret[];
  secretValues?: Record<string, string>;
  problem?: string;
}

/**
 * Asks for the secrets of a step, right before its attempt. One that it may not
 * read stays unset, unless the component cannot do without.
 */
export async function attemptSecrets(
  context: EngineContext,
  run: LoadedRun,
  position: number,
): Promise<AttemptSecrets> {
  const step = run.plan.stepAt[position];
  const component = componentOf(run.plan.plan, step);
  const wanted = Object.entries(step.secrets ?? {});
  const needed = component.variables.filter(
    ({ secret, required }) => secret && required,
  );
  if (wanted.length === 0 && needed.length === 0) {
    return {};
  }
  const secretValues: Record<string, string> = {};
  const secrets: BoundSecret[] = [];
  const { id: runId, repositoryId, ref, protectedRef } = run.record;
  const { key: instanceKey } = run.instances[position];
  for (const [variable, name] of wanted) {
    try {
      const answer = await answerOf(context, variable, name, {
        repositoryId,
        ref,
        protectedRef,
        runId,
        instanceKey,
      });
      if ('value' in answer) {
        secretValues[variable] = answer.value;
        secrets.push({ variable, name });
      } else {
        secrets.push({ variable, name, unset: answer.refusal });
      }
    } catch (error) {
      return {
        secrets,
        problem: `The secret ${name} could not be read: ${
          (error as Error).message
        }`,
      };
    }
  }
  const missing = needed.find(({ name }) => !(name in secretValues));
  if (!missing) {
    return { secrets, secretValues };
  }
  const bound = secrets.find(({ variable }) => variable === missing.name);
  return {
    secrets,
    problem: `${component.ref} needs a secret in ${missing.name}. ${
      bound?.unset ?? 'None is bound to it.'
    }`,
  };
}

async function answerOf(
  { secrets }: EngineContext,
  variable: string,
  name: string,
  reader: SecretReader,
): Promise<SecretAnswer> {
  if (forbiddenVariableOf({ [variable]: name })) {
    return { refusal: `No secret may be given as ${variable}.` };
  }
  const answer = await inTime(secrets?.read(name, reader));
  if (!answer) {
    return {
      refusal: `There is no secret ${name} that this repository may read.`,
    };
  }
  return 'value' in answer && !Masker.canMask(answer.value)
    ? { refusal: `${name} is too short to be hidden in a log.` }
    : answer;
}

async function inTime<T>(promise: Promise<T> | undefined) {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`No answer within ${patienceMs / 1_000} s.`)),
      patienceMs,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
