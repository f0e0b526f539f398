import { componentOf, type PlannedStep } from '@dop/plugin-pipelines-common';
import type { ResolvedComponent } from '@dop/plugin-components-common';
import type { AttemptModel, EngineEvent } from '../core';
import type { AttemptDetails } from '../store/AttemptDetails';
import type { LoadedRun } from '../store/LoadedRun';
import type { StoredEvent } from '../store/RunStore';
import type { LiveAttempt } from '../store/work';
import type { EngineContext } from './EngineContext';

type AttemptEvent = Extract<EngineEvent, { epoch: number }>;

/** News of an attempt, without what says whose news it is. */
export type AttemptNews = AttemptEvent extends infer News
  ? News extends AttemptEvent
    ? Omit<News, 'position' | 'number' | 'epoch'>
    : never
  : never;

/** Somebody else owns the attempt, or it is over. */
export class NoLongerMine extends Error {}

/** An attempt under the epoch of this process, and the run as it was last seen. */
export class OwnedAttempt {
  readonly live: LiveAttempt;
  readonly #context: EngineContext;
  #run: LoadedRun;

  constructor(context: EngineContext, live: LiveAttempt, run: LoadedRun) {
    this.#context = context;
    this.live = live;
    this.#run = run;
  }

  get run(): LoadedRun {
    return this.#run;
  }

  get model(): AttemptModel {
    return this.#run.model.steps[this.live.position].attempt as AttemptModel;
  }

  get step(): PlannedStep {
    return this.#run.plan.stepAt[this.live.position];
  }

  get component(): ResolvedComponent {
    return componentOf(this.#run.plan.plan, this.step);
  }

  get instanceKey(): string {
    return this.#run.instances[this.live.position].key;
  }

  /**
   * Records news, all in one transaction. Late news is no error: the attempt's
   * state says how to go on.
   *
   * @throws NoLongerMine
   */
  async send(
    ...news: { news: AttemptNews; details?: AttemptDetails }[]
  ): Promise<AttemptModel> {
    const { runId, position, number, epoch } = this.live;
    const [first, ...then] = news.map(
      (item): StoredEvent => ({
        runId,
        event: { ...item.news, position, number, epoch } as EngineEvent,
        details: item.details ?? {},
      }),
    );
    const { run } = await this.#context.dispatcher.dispatch({
      ...first,
      then,
      evenIfLate: true,
    });
    const attempt = run?.model.steps[position].attempt;
    if (!run || attempt?.number !== number || attempt.epoch !== epoch) {
      throw new NoLongerMine();
    }
    this.#run = run;
    return attempt;
  }
}
