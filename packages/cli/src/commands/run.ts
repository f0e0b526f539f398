import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import {
  validateValue,
  withDefaults,
  type Plan,
  type TriggerType,
  type WorkflowTriggers,
} from '@dop/plugin-pipelines-common';
import type { JsonObject } from '@backstage/types';
import { exitCodes, Failure } from '../output/Failure';
import { RunPrinter } from '../output/RunPrinter';
import { Approvals } from '../local/Approvals';
import { checkFile, type CheckOptions } from '../local/checkFile';
import { LocalComponents } from '../local/LocalComponents';
import { LocalPortal } from '../local/LocalPortal';
import { LocalRegistry } from '../local/LocalRegistry';
import { LocalSecrets } from '../local/LocalSecrets';
import { localTrigger } from '../local/localTrigger';
import { runLocally, type FinishedRun } from '../local/runLocally';
import { takeSnapshot } from '../local/Snapshot';
import { findWorkflowFiles, rootOf } from '../local/workingCopy';
import { keepArtifact } from './artifacts';
import type { CommandContext } from './context';
import { readInputs } from './readInputs';

export interface RunOptions {
  input: string[];
  trigger?: TriggerType;
  /** `namespace/name`, as expressions see it. */
  repository?: string;
  /** Folder that gets artifacts and images. */
  output?: string;
  /** `shop/npm-token=env:NPM_TOKEN` */
  secret: string[];
  approve: string[];
  reject: string[];
  form: string[];
}

/** Runs a workflow from the working copy, also what is not committed, without a portal. */
export async function run(
  context: CommandContext,
  file: string | undefined,
  options: RunOptions,
): Promise<number> {
  const { streams, output, signal } = context;
  const secrets = await LocalSecrets.create(options.secret, streams);
  const root = await rootOf(streams.cwd);
  const path = await chooseFile(root, streams.cwd, file);
  const folder = await mkdtemp(join(tmpdir(), 'dop-run-'));
  try {
    const snapshot = await takeSnapshot(root, join(folder, 'code'));
    const registry = await LocalRegistry.create(join(folder, 'images'));
    const portal = await LocalPortal.open(snapshot.gitDirectory, registry);
    try {
      const components = await LocalComponents.create(root);
      const { plan, triggers } = await planOf(context, path, {
        root,
        components,
        files: await findWorkflowFiles(root),
        commit: snapshot.commit,
      });
      const trigger = localTrigger(options.trigger, {
        plan,
        triggers,
        snapshot,
        portal,
        repository: options.repository,
      });
      if (snapshot.changed) {
        output.note('With changes that are not committed.');
      }
      const printer = new RunPrinter(output);
      return await runLocally(
        {
          plan,
          trigger,
          inputs: inputsOf(plan, options.input),
          folder: join(folder, 'run'),
          components,
          portal,
          secrets,
          signal,
          approvals: new Approvals(streams, options, trigger.actor),
          onRun: news => printer.update(news),
          onLog: (instanceKey, attempt, text) => {
            printer.log(instanceKey, text);
            output.record({ type: 'log', instanceKey, attempt, text });
          },
          warn: text => output.note(text),
        },
        async finished => {
          const code = printer.end(finished.run);
          const kept = options.output
            ? await keep(
                finished,
                registry,
                resolve(streams.cwd, options.output),
              )
            : [];
          kept.forEach(name => output.line(`Kept ${name}`));
          registry.images.forEach(({ name, digest }) =>
            output.line(`Image ${name} ${digest}`),
          );
          output.record({
            type: 'end',
            state: finished.run.state,
            run: finished.run,
            outputs: Object.fromEntries(
              finished.steps.map(({ name, step }) => [
                name,
                step.wait?.outputs ?? step.attempts.at(-1)?.outputs ?? null,
              ]),
            ),
            images: registry.images,
            kept,
          });
          return code;
        },
      );
    } finally {
      await portal.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function chooseFile(
  root: string,
  cwd: string,
  file: string | undefined,
): Promise<string> {
  if (file) {
    return resolve(cwd, file);
  }
  const files = await findWorkflowFiles(root);
  if (files.length === 1) {
    return files[0];
  }
  throw new Failure(
    files.length === 0
      ? `There are no workflow files in ${root}. They live in .dop/*.yaml.`
      : `Say which workflow: ${files
          .map(one => relative(cwd, one))
          .join(', ')}`,
  );
}

async function planOf(
  { output, streams }: CommandContext,
  path: string,
  options: CheckOptions,
): Promise<{ plan: Plan; triggers: WorkflowTriggers }> {
  const text = await readFile(path, 'utf8').catch(error => {
    throw new Failure(`${path} cannot be read: ${error.message}`);
  });
  const file = relative(options.root, path).replaceAll('\\', '/');
  const { plan, triggers, findings } = checkFile(text, file, options);
  for (const { line, column, severity, rule, message } of findings) {
    output.note(
      `${relative(
        streams.cwd,
        path,
      )}:${line}:${column}: ${severity} ${rule}: ${message}`,
    );
  }
  if (!plan) {
    throw new Failure(
      'The file has errors and does not run.',
      exitCodes.failed,
    );
  }
  return { plan, triggers };
}

function inputsOf(plan: Plan, given: string[]): JsonObject {
  const inputs = withDefaults(
    plan.inputs,
    readInputs(plan.inputs, given),
  ) as JsonObject;
  const problems = validateValue(plan.inputs, inputs);
  if (problems.length > 0) {
    throw new Failure(
      `The inputs do not fit the workflow: ${problems
        .map(({ path, message }) => [path.join('.'), message].join(' ').trim())
        .join('; ')}. Give them by --input name=value.`,
    );
  }
  return inputs;
}

/** Takes results out of the temporary folder, before it goes. */
async function keep(
  { artifacts, blobs }: FinishedRun,
  registry: LocalRegistry,
  folder: string,
): Promise<string[]> {
  const kept: string[] = [];
  for (const artifact of artifacts) {
    kept.push(
      await keepArtifact(
        await blobs.open(artifact.digest),
        { ...artifact, instanceKey: artifact.name },
        folder,
      ),
    );
  }
  if (registry.images.length > 0) {
    const images = join(folder, 'images');
    await registry.keepAs(images);
    kept.push(images);
  }
  return kept;
}
