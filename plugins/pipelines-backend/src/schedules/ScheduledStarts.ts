import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, stringifyError } from '@backstage/errors';
import type { AccessService } from '@dop/plugin-access-node';
import type { NewRun } from '@dop/plugin-pipelines-engine';
import type { Knex } from 'knex';
import type { Repositories } from '../clients/Repositories';
import type { WorkflowStore } from '../definitions/WorkflowStore';
import { scheduleEnvelope } from '../runs/envelopes';
import type { RunStarter } from '../runs/RunStarter';
import { databaseTime } from './databaseTime';
import { lastTime, nextTime } from './fireTimes';
import type { ScheduleRecord, ScheduleStore } from './ScheduleStore';

/** Looked for so often at the latest, and so long after a failure. */
const pollMs = 5_000;

export interface ScheduledStartsOptions {
  knex: Knex;
  logger: LoggerService;
  access: Pick<AccessService, 'repository'>;
  repositories: Pick<Repositories, 'workflowFiles'>;
  workflows: Pick<WorkflowStore, 'get'>;
  schedules: ScheduleStore;
  starter: Pick<RunStarter, 'prepare' | 'startIn' | 'gitUrl'>;
  /** A time that was missed by more than this is not made up for. */
  missedMs: number;
  /** The database's clock. */
  now?: () => Promise<number>;
}

/**
 * Starts workflows by the clock, with the last good definition of the default
 * branch at its head. Every replica looks; each (workflow, time) is fired by
 * whoever moves its row on, in the transaction that makes the run. Of the times
 * that passed while nobody looked, only the last one is made up for.
 */
export class ScheduledStarts {
  readonly #options: ScheduledStartsOptions;
  readonly #now: () => Promise<number>;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #stopped = false;

  private constructor(options: ScheduledStartsOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => databaseTime(options.knex));
  }

  static create(options: ScheduledStartsOptions): ScheduledStarts {
    return new ScheduledStarts(options);
  }

  start(): void {
    this.#plan(0);
  }

  /** Ends after what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  #plan(waitMs: number): void {
    if (!this.#stopped) {
      this.#timer = setTimeout(() => {
        this.#round = this.fireDue()
          .catch(error => {
            this.#options.logger.warn(`Schedules: ${stringifyError(error)}`);
            return pollMs;
          })
          .then(wait => this.#plan(wait));
      }, waitMs);
      this.#timer.unref();
    }
  }

  /**
   * Fires everything that is due.
   *
   * @returns how long to wait before looking again, in ms
   */
  async fireDue(): Promise<number> {
    const { schedules, logger } = this.#options;
    const now = await this.#now();
    let wait = pollMs;
    for (const schedule of await schedules.due(now)) {
      try {
        await this.#fire(schedule, now);
      } catch (error) {
        // Its row stays as it is, so that it is tried again.
        logger.warn(
          `Workflow ${schedule.workflowId} at "${schedule.cron}" ${
            schedule.timezone
          } is tried again: ${stringifyError(error)}`,
        );
        wait = 1_000;
      }
    }
    const next = await schedules.nextDue();
    return next === undefined || next <= now
      ? wait
      : Math.min(wait, next - now);
  }

  async #fire(schedule: ScheduleRecord, now: number): Promise<void> {
    const { knex, schedules, starter, missedMs } = this.#options;
    const next = nextTime(schedule, now);
    const at = lastTime(
      schedule,
      Math.max(schedule.nextAt - 1, now - missedMs),
      now,
    );
    const wanted = at === undefined ? undefined : await this.#wanted(schedule);
    await knex.transaction(async trx => {
      if (!wanted?.run) {
        await schedules.fire(trx, schedule, {
          at: at ?? schedule.nextAt,
          problem: wanted?.problem ?? 'The portal did not run at that time',
          next,
        });
        return;
      }
      // The row first: whoever moves it on is the one that starts the run.
      if (await schedules.fire(trx, schedule, { at, next })) {
        const { id } = await starter.startIn(trx, wanted.run);
        await schedules.started(trx, schedule, at as number, id);
      }
    });
  }

  /** The run, or why there can be none. */
  async #wanted({
    workflowId,
  }: ScheduleRecord): Promise<{ run?: NewRun; problem?: string }> {
    const { access, repositories, workflows, starter } = this.#options;
    const workflow = await workflows.get(workflowId);
    const record =
      workflow && (await access.repository({ id: workflow.repositoryId }));
    if (!workflow?.definition || !record) {
      return { problem: 'The workflow or its repository is gone' };
    }
    const ref = `refs/heads/${record.defaultBranch}`;
    const files = await repositories.workflowFiles(record.id, { ref });
    if (!files) {
      return { problem: `There is no ${ref}` };
    }
    try {
      return {
        run: await starter.prepare({
          workflowId,
          plan: workflow.definition.plan,
          record,
          envelope: scheduleEnvelope(
            starter.gitUrl(record),
            record,
            { ref },
            files,
          ),
          inputs: {},
        }),
      };
    } catch (error) {
      if (error instanceof InputError) {
        return { problem: error.message };
      }
      throw error;
    }
  }
}
