import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import createKnex from 'knex';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import { FolderBlobStore } from '@dop/plugin-devops-node';
import type { Plan, TriggerEnvelope } from '@dop/plugin-pipelines-common';
import {
  Engine,
  ProcessRunner,
  type ArtifactRecord,
} from '@dop/plugin-pipelines-engine';
import type { SecretStore } from '@dop/plugin-pipelines-node';
import type { PrintableRun } from '../output/RunPrinter';
import type { Approvals } from './Approvals';
import type { LocalStep } from './collectSteps';
import { followEngine } from './followEngine';
import type { LocalComponents } from './LocalComponents';
import type { LocalPortal } from './LocalPortal';

export interface LocalRunOptions {
  plan: Plan;
  trigger: TriggerEnvelope;
  inputs: JsonObject;
  /** An empty folder for everything that the run makes. */
  folder: string;
  components: LocalComponents;
  portal: LocalPortal;
  secrets: SecretStore;
  /** Cancels the run. */
  signal: AbortSignal;
  /** Called after each change. */
  onRun(run: PrintableRun): void;
  onLog(name: string, attempt: number, text: string): void;
  approvals: Approvals;
  /** Something that went wrong in the machinery. */
  warn(text: string): void;
}

/** A run that is over, before what it left is thrown away. */
export interface FinishedRun {
  run: PrintableRun;
  steps: LocalStep[];
  artifacts: (ArtifactRecord & { name: string })[];
  blobs: FolderBlobStore;
}

/**
 * Runs a plan in this process: the portal's engine over a database of its own,
 * programs as processes of the user.
 *
 * @param finish - what is to be done with the results before they are gone
 */
export async function runLocally<T>(
  options: LocalRunOptions,
  finish: (finished: FinishedRun) => Promise<T>,
): Promise<T> {
  const { folder, components, portal } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: { filename: join(folder, 'run.sqlite') },
    useNullAsDefault: true,
  });
  const runner = ProcessRunner.create({
    folder: join(folder, 'supervisor'),
    sources: components,
  });
  try {
    const blobs = await FolderBlobStore.create(join(folder, 'blobs'));
    const engine = await Engine.create({
      knex,
      blobs,
      logger: quietLogger(options.warn),
      workDirectory: join(folder, 'work'),
      portalUrl: portal.url,
      runners: [runner],
      secrets: options.secrets,
    });
    portal.admit(async token => Boolean(await engine.verifyRunToken(token)));
    try {
      const runId = await start(engine, options);
      await engine.start();
      const { run, steps } = await followEngine(engine, runId, {
        ...options,
        actor: options.trigger.actor,
        onSteps: open => options.approvals.decide(engine, open, options.signal),
      });
      const artifacts = await artifactsOf(engine, steps);
      return await finish({ run, steps, artifacts, blobs });
    } finally {
      await engine.shutdown();
    }
  } finally {
    await runner.shutDownHost().catch(() => undefined);
    await knex.destroy();
  }
}

async function start(
  engine: Engine,
  { plan, trigger, inputs }: LocalRunOptions,
): Promise<string> {
  const { id } = await engine.startRun({
    plan,
    workflowId: 'working-copy',
    repositoryId: plan.workflow.repositoryId,
    ref: trigger.ref,
    commit: trigger.commit,
    protectedRef: false,
    triggerType: trigger.type,
    actor: trigger.actor,
    trigger: JSON.parse(JSON.stringify(trigger)) as JsonObject,
    inputs,
  });
  return id;
}

/** Of all runs that the steps belong to, with the names of their steps. */
async function artifactsOf(
  engine: Engine,
  steps: LocalStep[],
): Promise<FinishedRun['artifacts']> {
  const found: FinishedRun['artifacts'] = [];
  for (const runId of new Set(steps.map(step => step.runId))) {
    for (const artifact of await engine.queries.artifacts({ runId })) {
      const owner = steps.find(
        ({ runId: of, step }) =>
          of === runId && step.key === artifact.instanceKey,
      );
      found.push({ ...artifact, name: owner?.name ?? artifact.instanceKey });
    }
  }
  return found;
}

/** Only what the user should know. */
function quietLogger(warn: (text: string) => void): LoggerService {
  const logger: LoggerService = {
    error: message => warn(String(message)),
    warn: message => warn(String(message)),
    info: () => undefined,
    debug: () => undefined,
    child: () => logger,
  };
  return logger;
}
