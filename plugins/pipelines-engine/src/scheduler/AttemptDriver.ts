import { setTimeout as delay } from 'node:timers/promises';
import { stringifyError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import {
  componentOf,
  isTerminal,
  type PlannedStep,
} from '@dop/plugin-pipelines-common';
import {
  AttemptNotStartedError,
  type AttemptExit,
  type AttemptSpec,
  type AttemptStatus,
  type Runner,
} from '@dop/plugin-pipelines-node';
import type { ResolvedComponent } from '@dop/plugin-components-common';
import { ArtifactError } from '../collect/ArtifactError';
import { placeInputs } from '../collect/placeInputs';
import type { AttemptModel, EngineEvent } from '../core';
import { copyLog } from '../logs/copyLog';
import type { AttemptDetails } from '../store/ChangeSet';
import type { LoadedRun } from '../store/loadRuns';
import type { RunRecord } from '../store/records';
import type { LiveAttempt } from '../store/work';
import { attemptSpec, forbiddenVariableOf } from './attemptSpec';
import type { EngineContext } from './EngineContext';
import { createRunToken } from './RunToken';
import { scopeOf } from './scope';
import { WorkFolder } from './WorkFolder';

/** A log that brings nothing for so long after the exit is cut off. */
const logSilenceMs = 15_000;
const infrastructureTries = 8;

type AttemptNews = Extract<EngineEvent, { epoch: number }> extends infer News
  ? News extends { epoch: number }
    ? Omit<News, 'position' | 'number' | 'epoch'>
    : never
  : never;

/** Somebody else owns the attempt, or it is over. */
class NoLongerMine extends Error {}

/**
 * Takes one attempt from where it is to its end. Every step of the way is
 * recorded before the next, so that another driver can go on from any point.
 */
export class AttemptDriver {
  readonly live: LiveAttempt;
  readonly #context: EngineContext;
  readonly #runner: Runner;
  readonly #folder: WorkFolder;
  readonly #abort = new AbortController();
  #run: LoadedRun;
  #record: RunRecord | undefined;
  #exit: AttemptExit | undefined;
  #stopAsked: ((force: boolean) => void) | undefined;
  #failures = 0;
  #failingSince: number | undefined;
  /** What this driver resolved itself; others read it from the database. */
  #resolved: { inputs: JsonObject; env: Record<string, string> } | undefined;
  /** Nothing of it can be on the disk, in the runner or in the log. */
  #isNew: boolean;

  constructor(
    context: EngineContext,
    runner: Runner,
    live: LiveAttempt,
    run: LoadedRun,
    record?: RunRecord,
  ) {
    this.#context = context;
    this.#runner = runner;
    this.live = live;
    this.#run = run;
    this.#record = record;
    this.#isNew = live.state === 'claimed' && live.epoch === 1;
    this.#folder = new WorkFolder(context.workDirectory, live.handle);
  }

  /** The core wants the attempt to end. */
  stop(force: boolean): void {
    this.#stopAsked?.(force);
  }

  /** Leaves the attempt to whoever comes next; its program goes on. */
  abandon(): void {
    this.#abort.abort();
  }

  /** Resolves when the attempt has ended or is not this driver's any more. */
  async drive(): Promise<void> {
    for (;;) {
      try {
        await this.#driveOn();
        return;
      } catch (error) {
        if (this.#abort.signal.aborted || error instanceof NoLongerMine) {
          return;
        }
        this.#failures += 1;
        this.#failingSince ??= Date.now();
        this.#isNew = false;
        this.#context.logger.warn(
          `Attempt ${this.live.handle}: ${stringifyError(error)}`,
        );
        if (this.#isHopeless) {
          await this.#giveUp(error);
          return;
        }
        await delay(Math.min(30_000, 100 * 2 ** this.#failures), undefined, {
          signal: this.#abort.signal,
        }).catch(() => undefined);
      }
    }
  }

  /** What may still run is waited for as long as for a silent host. */
  get #isHopeless(): boolean {
    const { state } = this.#attempt;
    return state === 'running' || state === 'stopping'
      ? Date.now() - (this.#failingSince ?? Date.now()) >
          this.#context.settings.hostSilenceMs
      : this.#failures >= infrastructureTries;
  }

  async #driveOn(): Promise<void> {
    let { state } = this.#attempt;
    for (;;) {
      this.#abort.signal.throwIfAborted();
      switch (state) {
        case 'claimed':
          ({ state } = await this.#prepare());
          break;
        case 'starting':
          ({ state } = await this.#start());
          break;
        case 'running':
        case 'stopping':
          ({ state } = await this.#follow());
          break;
        case 'collecting':
          ({ state } = await this.#collect());
          break;
        default:
          await this.#cleanUp();
          return;
      }
    }
  }

  get #attempt(): AttemptModel {
    return this.#run.model.steps[this.live.position].attempt as AttemptModel;
  }

  get #step(): PlannedStep {
    return this.#run.plan.stepAt[this.live.position];
  }

  get #component(): ResolvedComponent {
    return componentOf(this.#run.plan.plan, this.#step);
  }

  get #instance() {
    return this.#run.instances[this.live.position];
  }

  /**
   * Records news of the attempt. Late news is no error: the attempt's state says
   * how to go on.
   *
   * @throws NoLongerMine
   */
  async #send(
    news: AttemptNews,
    details?: AttemptDetails,
  ): Promise<AttemptModel> {
    const { runId, position, number, epoch } = this.live;
    const { run } = await this.#context.dispatcher.dispatch({
      runId,
      event: { ...news, position, number, epoch } as EngineEvent,
      details: details ?? {},
    });
    const attempt = run?.model.steps[position].attempt;
    if (!run || attempt?.number !== number || attempt.epoch !== epoch) {
      throw new NoLongerMine();
    }
    this.#run = run;
    this.#failures = 0;
    this.#failingSince = undefined;
    return attempt;
  }

  async #load(): Promise<RunRecord> {
    this.#record ??= await this.#context.queries.run(this.live.runId);
    if (!this.#record) {
      throw new NoLongerMine();
    }
    return this.#record;
  }

  /** Resolves inputs and variables and records them, with the hash of a new token. */
  async #prepare(): Promise<AttemptModel> {
    const record = await this.#load();
    const { queries, evaluator } = this.#context;
    const scope = await scopeOf(queries, record, this.#run, this.#step);
    let inputs: JsonObject;
    let env: Record<string, string>;
    try {
      ({ inputs, env } = await evaluator.step(this.#run.plan.plan, this.#step, {
        ...scope,
        matrix: this.#instance.matrix,
      }));
    } catch (error) {
      return this.#send({
        type: 'failed',
        reason: `Its inputs could not be evaluated: ${
          (error as Error).message
        }`,
      });
    }
    const problem = this.#context.schemas.check(this.#component.inputs, inputs);
    const forbidden = forbiddenVariableOf(env);
    if (problem || forbidden) {
      return this.#send(
        {
          type: 'failed',
          reason: problem
            ? `Its inputs do not fit ${this.#component.ref}: ${problem}`
            : `A workflow may not set the variable ${forbidden}`,
        },
        { inputs: JSON.stringify(inputs) },
      );
    }
    const { token, hash } = createRunToken({
      runId: this.live.runId,
      position: this.live.position,
      attempt: this.live.number,
    });
    await this.#folder.create(token, this.#isNew);
    this.#resolved = { inputs, env };
    return this.#send(
      { type: 'prepared' },
      {
        inputs: JSON.stringify(inputs),
        env: JSON.stringify(env),
        tokenHash: hash,
      },
    );
  }

  /** Lays out the work folder and starts the program, or finds it started. */
  async #start(): Promise<AttemptModel> {
    const { handle } = this.live;
    const status: AttemptStatus = this.#isNew
      ? { state: 'unknown' }
      : await this.#runner.status(handle);
    if (status.state === 'gone') {
      return this.#send({ type: 'lost', reason: status.reason });
    }
    if (status.state === 'unknown' && !(await this.#folder.hasToken())) {
      // Whoever prepared it had another disk, or lost this one.
      return this.#prepare();
    }
    let spec: AttemptSpec;
    try {
      spec = await this.#layOut(status.state === 'unknown');
    } catch (error) {
      if (error instanceof ArtifactError) {
        return this.#send({ type: 'failed', reason: error.message });
      }
      throw error;
    }
    try {
      const started = await this.#runner.start(spec);
      await this.#context.probe('spawned');
      return await this.#send(
        { type: 'started' },
        { isolated: started.isolated, notEnforced: started.notEnforced },
      );
    } catch (error) {
      if (error instanceof AttemptNotStartedError) {
        return this.#send({ type: 'failed', reason: error.message });
      }
      throw error;
    }
  }

  async #layOut(fresh: boolean): Promise<AttemptSpec> {
    const { queries, blobs, settings } = this.#context;
    const { runId, position, number } = this.live;
    const stored =
      this.#resolved ?? (await queries.attemptInput(runId, position, number));
    let inputs = stored.inputs;
    if (fresh) {
      await this.#folder.reset(this.#isNew);
      inputs = await placeInputs({
        workFolder: this.#folder.work,
        inputs,
        schema: this.#component.inputs,
        blobs,
        allowed: digest => queries.hasArtifact(runId, digest),
      });
    }
    const inputText = JSON.stringify(inputs);
    const spec = attemptSpec({
      handle: this.live.handle,
      handlePrefix: this.#context.handlePrefix,
      workFolder: this.#folder.work,
      component: this.#component,
      step: this.#step,
      runId,
      instanceKey: this.#instance.key,
      attempt: number,
      env: stored.env,
      inputText,
      portalUrl: this.#context.portalUrl,
      maxLogBytes: settings.maxLogBytes,
    });
    if (fresh) {
      await this.#folder.fill(inputText, spec.hasToken);
    }
    return spec;
  }

  /** Copies the log, ends the program if it has to, and records its exit. */
  async #follow(): Promise<AttemptModel> {
    const { handle } = this.live;
    const ended = new AbortController();
    const signal = AbortSignal.any([this.#abort.signal, ended.signal]);
    const stop = (force: boolean) => {
      this.#runner
        .stop(handle, {
          graceSeconds: force ? 0 : this.#context.settings.graceSeconds,
        })
        .catch(error =>
          this.#context.logger.warn(
            `Attempt ${handle} could not be stopped: ${stringifyError(error)}`,
          ),
        );
    };
    this.#stopAsked = stop;
    if (this.#attempt.state === 'stopping') {
      stop(this.#attempt.force);
    }
    try {
      const first = await this.#runner.status(handle);
      if (first.state === 'unknown') {
        // Stopped before it began, or removed by somebody.
        return await this.#send({
          type: 'lost',
          reason: `The ${this.live.runner} runner does not know it any more`,
        });
      }
      let lastGrowth = Date.now();
      const log = this.#copyLog(signal, () => {
        lastGrowth = Date.now();
      });
      const status = await this.#runner.wait(handle, {
        signal: this.#abort.signal,
      });
      lastGrowth = Date.now();
      await Promise.race([
        log,
        silence(() => Date.now() - lastGrowth > logSilenceMs, signal),
      ]);
      if (status.state !== 'exited') {
        return await this.#send({
          type: 'lost',
          reason:
            status.state === 'gone'
              ? status.reason
              : `The ${this.live.runner} runner does not know it any more`,
        });
      }
      await this.#context.probe('exited');
      this.#exit = status.exit;
      return await this.#send(
        { type: 'exited' },
        { exitCode: status.exit.code, signal: status.exit.signal },
      );
    } finally {
      this.#stopAsked = undefined;
      ended.abort();
    }
  }

  async #copyLog(signal: AbortSignal, onGrowth: () => void): Promise<void> {
    const { logs, settings } = this.#context;
    const { runId, position, number: attempt, epoch, handle } = this.live;
    try {
      const mine = await copyLog({
        logs,
        of: { runId, position, attempt, epoch },
        source: offset => this.#runner.log(handle, { offset, signal }),
        secrets: await this.#folder.secrets(),
        maxBytes: settings.maxLogBytes,
        fresh: this.#isNew,
        onGrowth: bytes => {
          onGrowth();
          this.#context.hint({
            type: 'log',
            runId,
            instanceKey: this.#instance.key,
            attempt,
            bytes,
          });
        },
      });
      if (!mine) {
        this.#abort.abort();
      }
    } catch (error) {
      if (!signal.aborted) {
        this.#context.logger.warn(
          `The log of ${handle} could not be kept: ${stringifyError(error)}`,
        );
      }
    }
  }

  /** Reads what the program left. Repeating this never runs it again. */
  async #collect(): Promise<AttemptModel> {
    const { queries, collector } = this.#context;
    const { runId, position, number, handle } = this.live;
    if (!this.#exit) {
      const status = await this.#runner.status(handle);
      this.#exit =
        status.state === 'exited'
          ? status.exit
          : await queries.recordedExit(runId, position, number);
    }
    const collected = await collector.collect({
      workFolder: this.#folder.work,
      schema: this.#component.outputs,
      exit: this.#exit,
      secrets: await this.#folder.secrets(),
    });
    await this.#context.probe('collecting');
    const attempt = await this.#send(
      {
        type: 'collected',
        success: collected.success,
        reason: collected.reason,
      },
      {
        outputs: collected.outputs && JSON.stringify(collected.outputs),
        artifacts: collected.artifacts,
      },
    );
    await this.#context.probe('committed');
    return attempt;
  }

  async #cleanUp(): Promise<void> {
    await this.#runner.remove(this.live.handle);
    await this.#folder.remove();
  }

  async #giveUp(error: unknown): Promise<void> {
    try {
      const { state } = this.#attempt;
      if (!isTerminal(state)) {
        const reason = `The portal could not go on with it: ${
          (error as Error).message
        }`;
        await this.#send(
          state === 'running'
            ? { type: 'lost', reason }
            : { type: 'failed', reason },
        );
      }
      await this.#cleanUp();
    } catch (again) {
      this.#context.logger.error(
        `Attempt ${this.live.handle} is given up: ${stringifyError(again)}`,
      );
    }
  }
}

/** Resolves when nothing has happened for too long. */
async function silence(
  isSilent: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && !isSilent()) {
    await delay(500, undefined, { signal }).catch(() => undefined);
  }
}
