import { createInterface } from 'node:readline/promises';
import type { Engine } from '@dop/plugin-pipelines-engine';
import { readInputs } from '../commands/readInputs';
import { exitCodes, Failure } from '../output/Failure';
import type { Streams } from '../output/Output';
import type { LocalStep } from './collectSteps';

/** How approvals of a local run are decided. */
export interface ApprovalOptions {
  /** Steps that are approved without asking. */
  approve: string[];
  /** Steps that are rejected without asking. */
  reject: string[];
  /** `name=value` for forms. */
  form: string[];
}

/** Decides approvals of a local run: as the command line says, else by asking. */
export class Approvals {
  readonly #streams: Streams;
  readonly #options: ApprovalOptions;
  readonly #by: string;
  readonly #decided = new Set<string>();

  constructor(streams: Streams, options: ApprovalOptions, by: string) {
    this.#streams = streams;
    this.#options = options;
    this.#by = by;
  }

  /**
   * Decides what waits and was not decided before.
   *
   * @throws Failure where nobody can be asked, or the form is not filled in
   */
  async decide(
    engine: Engine,
    steps: LocalStep[],
    signal: AbortSignal,
  ): Promise<void> {
    for (const { runId, name, step } of steps) {
      const open =
        step.state === 'waiting' &&
        step.wait?.kind === 'approval' &&
        !this.#decided.has(name);
      if (open) {
        this.#decided.add(name);
        const approved = await this.#answer(name, step.stepId, signal);
        const { form } = this.#options;
        await engine
          .approve(runId, step.key, {
            by: this.#by,
            decision: approved ? 'approve' : 'reject',
            ...(form.length > 0 && { form: readInputs(undefined, form) }),
          })
          .catch(error => {
            throw new Failure(
              `${name}: ${error.message}. Fill its form in by --form name=value.`,
            );
          });
      }
    }
  }

  async #answer(
    name: string,
    stepId: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { approve, reject } = this.#options;
    const isNamed = (names: string[]) =>
      names.some(one => [name, stepId].includes(one));
    if (isNamed(reject)) {
      return false;
    }
    if (isNamed(approve)) {
      return true;
    }
    const { stdin, stderr } = this.#streams;
    if (!stdin.isTTY) {
      throw new Failure(
        `Step ${name} waits for an approval, and there is no terminal to ask at. Give --approve ${name} or --reject ${name}.`,
        exitCodes.usage,
      );
    }
    const reader = createInterface({ input: stdin, output: stderr });
    try {
      const answer = await reader.question(`Approve ${name}? [y/N] `, {
        signal,
      });
      return /^y(es)?$/i.test(answer.trim());
    } finally {
      reader.close();
    }
  }
}
