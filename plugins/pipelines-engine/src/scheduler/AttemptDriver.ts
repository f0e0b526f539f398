import { setTimeout as delay } from 'node:timers/promises';
import { stringifyError } from '@backstage/errors';
import { isTerminal } from '@dop/plugin-pipelines-common';
import {
  AttemptNotStartedError,
  type AttemptExit,
  type AttemptSpec,
  type AttemptStatus,
  type Runner,
} from '@dop/plugin-pipelines-node';
import { ArtifactError } from '../collect/ArtifactError';
import type { Collected } from '../collect/Collector';
import { placeInputs } from '../collect/placeInputs';
import type { AttemptModel } from '../core';
import type { LoadedRun } from '../store/LoadedRun';
import type { LiveAttempt } from '../store/work';
import { attemptInput } from './attemptInput';
import { attemptSpec } from './attemptSpec';
import type { ClaimedAttempt } from './claimAttempt';
import type { Driver } from './Driver';
import type { EngineContext } from './EngineContext';
import { followProgram } from './followProgram';
import { NoLongerMine, OwnedAttempt } from './OwnedAttempt';
import { createRunToken } from './RunToken';
import { WorkFolder } from './WorkFolder';

const infrastructureTries = 8;
/** Collecting that takes longer is announced: the exit is recorded before. */
const quickCollectionMs = 100;

/**
 * Takes an attempt to its end whose step is a program of a runner. Every step of
 * the way is recorded before the next, so that another driver can go on from any
 * point.
 */
export class AttemptDriver implements Driver {
  readonly #context: EngineContext;
  readonly #runner: Runner;
  readonly #attempt: OwnedAttempt;
  readonly #folder: WorkFolder;
  readonly #abort = new AbortController();
  #exit: AttemptExit | undefined;
  #isolated: boolean | undefined;
  #stopAsked: ((force: boolean) => void) | undefined;
  #onProgramEnd: () => void = () => undefined;
  #failures = 0;
  #failingSince: number | undefined;
  /** When the database last said that it is ours, by a clock that only goes on. */
  #proved = performance.now();
  /** What this process resolved itself; others read it from the database. */
  #prepared: ClaimedAttempt['prepared'];
  /** Nothing of it can be on the disk, in the runner or in the log. */
  #isNew: boolean;
  /** Its end is recorded. */
  #isOver = false;

  private constructor(
    context: EngineContext,
    runner: Runner,
    attempt: OwnedAttempt,
    prepared: ClaimedAttempt['prepared'],
  ) {
    this.#context = context;
    this.#runner = runner;
    this.#attempt = attempt;
    this.#prepared = prepared;
    this.#isNew = prepared !== undefined;
    this.#folder = new WorkFolder(context.workDirectory, attempt.live.handle);
  }

  static create(
    context: EngineContext,
    runner: Runner,
    of: { live: LiveAttempt; run: LoadedRun } & Partial<ClaimedAttempt>,
  ): AttemptDriver {
    const attempt = new OwnedAttempt(context, of.live, of.run);
    return new AttemptDriver(context, runner, attempt, of.prepared);
  }

  get live(): LiveAttempt {
    return this.#attempt.live;
  }

  stop(force: boolean): void {
    this.#stopAsked?.(force);
  }

  abandon(): void {
    this.#abort.abort();
  }

  async drive(onProgramEnd: () => void): Promise<void> {
    this.#onProgramEnd = onProgramEnd;
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
        this.#proved = -Infinity;
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
    const { state } = this.#attempt.model;
    return state === 'running' || state === 'stopping'
      ? Date.now() - (this.#failingSince ?? Date.now()) >
          this.#context.settings.hostSilenceMs
      : this.#failures >= infrastructureTries;
  }

  /** Not after a failure, and not when others may have taken it meanwhile. */
  get #isSurelyMine(): boolean {
    const { leaseMs } = this.#context.settings;
    return performance.now() - this.#proved < leaseMs / 2;
  }

  async #driveOn(): Promise<void> {
    let { state } = this.#attempt.model;
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
          this.#isOver = true;
          return;
      }
    }
  }

  async #send(
    ...news: Parameters<OwnedAttempt['send']>
  ): Promise<AttemptModel> {
    const model = await this.#attempt.send(...news);
    this.#proved = performance.now();
    this.#failures = 0;
    this.#failingSince = undefined;
    return model;
  }

  /** Resolves inputs and variables and records them, with the hash of a new token. */
  async #prepare(): Promise<AttemptModel> {
    const { runId, position, number } = this.live;
    const input = await attemptInput(
      this.#context,
      this.#attempt.run,
      position,
    );
    const inputs = input.inputs && JSON.stringify(input.inputs);
    const secrets = input.secrets && JSON.stringify(input.secrets);
    if (input.problem !== undefined) {
      return this.#send({
        news: { type: 'failed', reason: input.problem },
        details: { inputs, secrets },
      });
    }
    const { token, hash } = createRunToken({
      runId,
      position,
      attempt: number,
    });
    this.#prepared = { input, token };
    return this.#send({
      news: { type: 'prepared' },
      details: {
        inputs,
        secrets,
        env: JSON.stringify(input.env),
        tokenHash: hash,
      },
    });
  }

  /** Proves that it is ours; what fails again and again still counts. */
  async #prepareAgain(): Promise<AttemptModel> {
    const [failures, since] = [this.#failures, this.#failingSince];
    const model = await this.#prepare();
    this.#failures = failures;
    this.#failingSince = since;
    return model;
  }

  /** Lays out the work folder and starts the program, or finds it started. */
  async #start(): Promise<AttemptModel> {
    const { handle } = this.live;
    const surelyMine = this.#isSurelyMine;
    if (!surelyMine) {
      this.#isNew = false;
      this.#prepared = undefined;
    }
    if (this.#prepared?.token) {
      const { token, input } = this.#prepared;
      this.#folder.create(token, this.#isNew, input.secretValues);
    }
    const status: AttemptStatus = this.#isNew
      ? { state: 'unknown' }
      : await this.#runner.status(handle);
    if (status.state === 'gone') {
      return this.#send({ news: { type: 'lost', reason: status.reason } });
    }
    if (
      status.state === 'unknown' &&
      !(surelyMine && this.#folder.hasToken())
    ) {
      // Whoever prepared it had another disk, lost this one, or got no further;
      // or it has another owner by now, who ended it and removed its handle.
      return this.#prepareAgain();
    }
    try {
      const spec = await this.#layOut(status.state === 'unknown');
      const { isolated, notEnforced } = await this.#runner.start(spec);
      await this.#context.probe('spawned');
      this.#isolated = isolated;
      return await this.#send({
        news: { type: 'started' },
        details: { isolated, notEnforced },
      });
    } catch (error) {
      if (
        error instanceof ArtifactError ||
        error instanceof AttemptNotStartedError
      ) {
        return this.#send({ news: { type: 'failed', reason: error.message } });
      }
      throw error;
    }
  }

  async #layOut(fresh: boolean): Promise<AttemptSpec> {
    const { queries, blobs, settings } = this.#context;
    const { runId, position, number } = this.live;
    const { component } = this.#attempt;
    const stored =
      this.#prepared?.input ??
      (await queries.attemptInput(runId, position, number));
    let inputs = stored.inputs;
    if (fresh) {
      this.#folder.reset(this.#isNew);
      inputs = await placeInputs({
        workFolder: this.#folder.work,
        inputs,
        schema: component.inputs,
        blobs,
        allowed: digest => queries.hasArtifact(runId, digest),
      });
    }
    const inputText = JSON.stringify(inputs);
    const spec = attemptSpec({
      handle: this.live.handle,
      handlePrefix: this.#context.handlePrefix,
      workFolder: this.#folder.work,
      component,
      step: this.#attempt.step,
      runId,
      instanceKey: this.#attempt.instanceKey,
      attempt: number,
      env: { ...stored.env, ...this.#folder.variables() },
      inputText,
      portalUrl: this.#context.portalUrl,
      maxLogBytes: settings.maxLogBytes,
    });
    if (fresh) {
      this.#folder.fill(inputText, spec.hasToken);
    }
    return spec;
  }

  /** Keeps the log, ends the program if it has to, and collects when it ended. */
  async #follow(): Promise<AttemptModel> {
    const { handle } = this.live;
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
    if (this.#attempt.model.state === 'stopping') {
      stop(this.#attempt.model.force);
    }
    try {
      if (!this.#isNew) {
        const first = await this.#runner.status(handle);
        if (first.state === 'unknown') {
          // Stopped before it began, or removed by somebody.
          return await this.#sendUnknown();
        }
      }
      const status = await followProgram(
        this.#context,
        this.#runner,
        this.#attempt,
        {
          signal: this.#abort.signal,
          secrets: this.#folder.secrets(),
          fresh: this.#isNew,
          onLost: () => this.#abort.abort(),
        },
      );
      this.#onProgramEnd();
      if (status.state === 'exited') {
        await this.#context.probe('exited');
        this.#exit = status.exit;
        return await this.#recordExit(status.exit);
      }
      return status.state === 'gone'
        ? await this.#send({ news: { type: 'lost', reason: status.reason } })
        : await this.#sendUnknown();
    } finally {
      this.#stopAsked = undefined;
    }
  }

  async #sendUnknown(): Promise<AttemptModel> {
    return this.#send({
      news: {
        type: 'lost',
        reason: `The ${this.live.runner} runner does not know it any more`,
      },
    });
  }

  /**
   * The exit and what it left, in one transaction; unless collecting takes its
   * time, then the exit alone, so that it stands whatever comes. The runner
   * keeps the exit until everything is recorded.
   */
  async #recordExit({ code, signal }: AttemptExit): Promise<AttemptModel> {
    const exited = {
      news: { type: 'exited' as const },
      details: { exitCode: code, signal },
    };
    const collecting = this.#collected();
    // Whoever awaits it later hears of its failure.
    collecting.catch(() => undefined);
    const quick = await Promise.race([
      collecting,
      delay(quickCollectionMs, undefined, { ref: false }),
    ]);
    if (!quick) {
      await this.#send(exited);
      return this.#sendCollected(await collecting);
    }
    return this.#sendCollected(quick, exited);
  }

  /** Reads what the program left. Repeating this never runs it again. */
  async #collect(): Promise<AttemptModel> {
    return this.#sendCollected(await this.#collected());
  }

  async #collected(): Promise<Collected> {
    const { queries, collector } = this.#context;
    const { runId, position, number, handle } = this.live;
    if (!this.#exit) {
      const status = await this.#runner.status(handle);
      this.#exit =
        status.state === 'exited'
          ? status.exit
          : await queries.recordedExit(runId, position, number);
    }
    return collector.collect({
      workFolder: this.#folder.work,
      schema: this.#attempt.component.outputs,
      exit: this.#exit,
      secrets: this.#folder.secrets(),
    });
  }

  async #sendCollected(
    { success, reason, outputs, artifacts }: Collected,
    ...before: Parameters<OwnedAttempt['send']>
  ): Promise<AttemptModel> {
    await this.#context.probe('collecting');
    const model = await this.#send(...before, {
      news: { type: 'collected', success, reason },
      details: {
        outputs: outputs && JSON.stringify(outputs),
        artifacts,
        isolated: this.#isolated,
      },
    });
    await this.#context.probe('committed');
    return model;
  }

  async cleanUp(leaving: AbortSignal): Promise<void> {
    const { handle } = this.live;
    for (let tries = 1; ; tries += 1) {
      try {
        if (this.#isOver || (!leaving.aborted && (await this.#hasEnded()))) {
          await this.#runner.remove(handle);
          await this.#folder.remove();
        }
        return;
      } catch (error) {
        if (tries === infrastructureTries || leaving.aborted) {
          // The next start of the portal finds it.
          throw error;
        }
        await delay(100 * 2 ** tries, undefined, { signal: leaving }).catch(
          () => undefined,
        );
      }
    }
  }

  /**
   * Others gave it up, for example as lost because this host was silent for too
   * long. One that only has another owner goes on.
   */
  async #hasEnded(): Promise<boolean> {
    const { handle } = this.live;
    return !(await this.#context.queries.liveHandles([handle])).has(handle);
  }

  async #giveUp(error: unknown): Promise<void> {
    try {
      const { state } = this.#attempt.model;
      if (!isTerminal(state)) {
        const reason = `The portal could not go on with it: ${
          (error as Error).message
        }`;
        await this.#send({
          news:
            state === 'running'
              ? { type: 'lost', reason }
              : { type: 'failed', reason },
        });
      }
      this.#isOver = true;
    } catch (again) {
      this.#context.logger.error(
        `Attempt ${this.live.handle} is given up: ${stringifyError(again)}`,
      );
    }
  }
}
