import { setTimeout as delay } from 'node:timers/promises';
import { stringifyError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { isTerminal } from '@dop/plugin-pipelines-common';
import type { Runner } from '@dop/plugin-pipelines-node';
import { functionOutputs } from '../collect/functionOutputs';
import { refuseSecrets } from '../collect/refuseSecrets';
import { copyLog } from '../logs/copyLog';
import { Masker } from '../logs/Masker';
import { TextStream } from '../logs/TextStream';
import type { LiveAttempt } from '../store/work';
import { programOf } from './attemptSpec';
import type { ClaimedAttempt } from './claimAttempt';
import type { Driver } from './Driver';
import type { EngineContext } from './EngineContext';
import type { LoadedRun } from '../store/LoadedRun';
import { NoLongerMine, OwnedAttempt } from './OwnedAttempt';

type Outcome = { outputs: JsonObject } | { reason: string };

/**
 * Takes an attempt to its end whose step is a function of this process. One that
 * ends at once is recorded as started, exited and collected in one transaction.
 */
export class FunctionDriver implements Driver {
  readonly #context: EngineContext;
  readonly #call: NonNullable<Runner['call']>;
  readonly #attempt: OwnedAttempt;
  readonly #prepared: ClaimedAttempt['prepared'];
  readonly #ending = new AbortController();
  readonly #log = new TextStream();
  #abandoned = false;

  private constructor(
    context: EngineContext,
    call: NonNullable<Runner['call']>,
    attempt: OwnedAttempt,
    prepared: ClaimedAttempt['prepared'],
  ) {
    this.#context = context;
    this.#call = call;
    this.#attempt = attempt;
    this.#prepared = prepared;
  }

  static create(
    context: EngineContext,
    call: NonNullable<Runner['call']>,
    of: { live: LiveAttempt; run: LoadedRun } & Partial<ClaimedAttempt>,
  ): FunctionDriver {
    const attempt = new OwnedAttempt(context, of.live, of.run);
    return new FunctionDriver(context, call, attempt, of.prepared);
  }

  get live(): LiveAttempt {
    return this.#attempt.live;
  }

  stop(force: boolean): void {
    this.#ending.abort();
    if (force) {
      this.#log.end();
    }
  }

  abandon(): void {
    this.#abandoned = true;
    this.#ending.abort();
  }

  async cleanUp(): Promise<void> {
    // Nothing is left of a function.
  }

  async drive(): Promise<void> {
    try {
      if (this.#prepared) {
        await this.#run(this.#prepared);
      } else if (!isTerminal(this.#attempt.model.state)) {
        await this.#attempt.send({
          news: { type: 'lost', reason: 'The process that ran it ended' },
        });
      }
    } catch (error) {
      if (!(error instanceof NoLongerMine)) {
        // Whoever comes next finds it by its lease and calls it lost.
        this.#context.logger.warn(
          `Attempt ${this.live.handle}: ${stringifyError(error)}`,
        );
      }
    }
  }

  async #run(prepared: NonNullable<ClaimedAttempt['prepared']>): Promise<void> {
    let outcome: Outcome | undefined;
    const running = this.#outcome(prepared).then(result => {
      outcome = result;
    });
    // Most functions that do little are through by then.
    await new Promise(resolve => setImmediate(resolve));
    const started = {
      news: { type: 'started' as const },
      details: { isolated: false },
    };
    let copying: Promise<unknown> = Promise.resolve();
    const short = outcome !== undefined && !this.#log.hasText;
    if (!short) {
      const { state, force } = await this.#attempt.send(started);
      if (state === 'stopping') {
        this.stop(force);
      }
      copying = this.#copyLog();
      await Promise.race([running, this.#patience()]);
      this.#log.end();
      await copying;
    }
    if (this.#abandoned) {
      return;
    }
    const result = outcome ?? { reason: 'It did not end when it was asked to' };
    const exited = { news: { type: 'exited' as const } };
    const collected =
      'outputs' in result
        ? {
            news: { type: 'collected' as const, success: true },
            details: {
              outputs: JSON.stringify(result.outputs),
              isolated: false,
            },
          }
        : {
            news: {
              type: 'collected' as const,
              success: false,
              reason: result.reason,
            },
          };
    await this.#attempt.send(...(short ? [started] : []), exited, collected);
  }

  async #outcome({
    input,
  }: NonNullable<ClaimedAttempt['prepared']>): Promise<Outcome> {
    const { runId, number } = this.live;
    const { component, instanceKey } = this.#attempt;
    const secrets = this.#secrets;
    try {
      const outputs = await this.#call({
        program: programOf(component),
        inputs: input.inputs,
        env: {
          ...input.env,
          ...input.secretValues,
          CO_RUN_ID: runId,
          CO_STEP: instanceKey,
          CO_ATTEMPT: String(number),
        },
        idempotencyKey: `${runId}/${instanceKey}`,
        signal: this.#ending.signal,
        log: text => this.#log.write(text),
      });
      refuseSecrets(JSON.stringify(outputs) ?? '', secrets);
      return functionOutputs(this.#context.schemas, component.outputs, outputs);
    } catch (error) {
      const reason = (error as Error).message || 'It failed';
      return { reason: Masker.maskText(reason, secrets) };
    }
  }

  get #secrets(): string[] {
    return Object.values(this.#prepared?.input.secretValues ?? {});
  }

  /** Resolves when a function that has to end has had its time to do so. */
  async #patience(): Promise<void> {
    const { signal } = this.#ending;
    if (!signal.aborted) {
      await new Promise(resolve =>
        signal.addEventListener('abort', resolve, { once: true }),
      );
    }
    if (!this.#abandoned) {
      await delay(this.#context.settings.graceSeconds * 1_000, undefined, {
        ref: false,
      });
    }
  }

  async #copyLog(): Promise<void> {
    const { logs, settings, logger } = this.#context;
    const { runId, position, number: attempt, epoch, handle } = this.live;
    try {
      await copyLog({
        logs,
        of: { runId, position, attempt, epoch },
        source: () => this.#log,
        secrets: this.#secrets,
        maxBytes: settings.maxLogBytes,
        fresh: true,
        onGrowth: bytes =>
          this.#context.hint({
            type: 'log',
            runId,
            instanceKey: this.#attempt.instanceKey,
            attempt,
            bytes,
          }),
      });
    } catch (error) {
      logger.warn(
        `The log of ${handle} could not be kept: ${stringifyError(error)}`,
      );
    }
  }
}
