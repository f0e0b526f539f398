import type {
  RunFilter,
  StreamMessage,
  Watch,
} from '@dop/plugin-pipelines-common';
import type { ChangeHint, Engine, LogOf } from '@dop/plugin-pipelines-engine';
import { logOf, readLogText } from '../runs/logs';
import { eventOf, type RunPresenter } from '../runs/RunPresenter';

const mostEvents = 500;
const mostRuns = 50;
const logBytes = 128 * 1024;

/** What a subscription reads from. */
export interface StreamSources {
  engine: Engine;
  presenter: RunPresenter;
  /** Repositories that the caller may see; undefined for all. */
  visibleIds: () => Promise<string[] | undefined>;
}

/**
 * One thing that a page watches. It knows how far it has come, so that hints may
 * be lost, doubled or late: each read goes on from there.
 */
export interface Subscription {
  /** Whether a hint may be about this. */
  concerns(change: ChangeHint): boolean;
  /** What is new; `more` when there is at once more to read. */
  read(): Promise<{ messages: StreamMessage[]; more: boolean }>;
}

class RunSubscription implements Subscription {
  readonly #runId: string;
  readonly #key: string;
  readonly #sources: StreamSources;
  #after: number;
  #first = true;

  constructor(
    runId: string,
    after: number,
    key: string,
    sources: StreamSources,
  ) {
    this.#runId = runId;
    this.#after = after;
    this.#key = key;
    this.#sources = sources;
  }

  concerns(change: ChangeHint): boolean {
    return change.type === 'run' && change.runId === this.#runId;
  }

  async read(): Promise<{ messages: StreamMessage[]; more: boolean }> {
    const { engine, presenter } = this.#sources;
    const events = await engine.queries.events(this.#runId, {
      after: this.#after,
      limit: mostEvents,
    });
    // The first message tells how the run is, also where nothing is new.
    if (events.length === 0 && !this.#first) {
      return { messages: [], more: false };
    }
    const record = await engine.queries.run(this.#runId);
    if (!record) {
      return { messages: [], more: false };
    }
    this.#first = false;
    this.#after = events[events.length - 1]?.sequence ?? this.#after;
    const run = await presenter.run(record);
    return {
      messages: [
        { watch: this.#key, type: 'run', events: events.map(eventOf), run },
      ],
      more: events.length === mostEvents,
    };
  }
}

class RunsSubscription implements Subscription {
  readonly #filter: RunFilter;
  readonly #key: string;
  readonly #sources: StreamSources;
  #known = new Map<string, number>();
  #first = true;

  constructor(filter: RunFilter, key: string, sources: StreamSources) {
    this.#filter = filter;
    this.#key = key;
    this.#sources = sources;
  }

  concerns(change: ChangeHint): boolean {
    return change.type === 'run';
  }

  async read(): Promise<{ messages: StreamMessage[]; more: boolean }> {
    const { engine, presenter, visibleIds } = this.#sources;
    const { repositoryId, branch, entityRef, state, workflowId } = this.#filter;
    const visible = await visibleIds();
    const wanted =
      repositoryId && (!visible || visible.includes(repositoryId))
        ? [repositoryId]
        : visible;
    const records = await engine.queries.runs(
      {
        workflowId,
        entityRef: entityRef?.toLowerCase(),
        // A run that leaves the state is news as well, so the state is no filter.
        state: undefined,
        ref: branch && `refs/heads/${branch}`,
        repositoryIds: repositoryId && wanted === visible ? [] : wanted,
      },
      { limit: mostRuns },
    );
    const changed = records.filter(
      record => this.#known.get(record.id) !== record.sequence,
    );
    this.#known = new Map(records.map(record => [record.id, record.sequence]));
    const first = this.#first;
    this.#first = false;
    const told = first
      ? changed.filter(record => matchesState(record.state, state))
      : changed;
    return {
      messages:
        told.length > 0 || first
          ? [
              {
                watch: this.#key,
                type: 'runs',
                runs: await presenter.summaries(told),
              },
            ]
          : [],
      more: false,
    };
  }
}

class LogSubscription implements Subscription {
  readonly #watch: Watch & { type: 'log' };
  readonly #key: string;
  readonly #sources: StreamSources;
  #of: LogOf | undefined;
  #offset: number;
  #ended = false;

  constructor(
    watch: Watch & { type: 'log' },
    key: string,
    sources: StreamSources,
  ) {
    this.#watch = watch;
    this.#key = key;
    this.#sources = sources;
    this.#offset = watch.offset;
  }

  concerns(change: ChangeHint): boolean {
    return (
      change.runId === this.#watch.runId &&
      (change.type === 'run' ||
        (change.instanceKey === this.#watch.instanceKey &&
          change.attempt === this.#watch.attempt))
    );
  }

  async read(): Promise<{ messages: StreamMessage[]; more: boolean }> {
    const { engine } = this.#sources;
    if (this.#ended) {
      return { messages: [], more: false };
    }
    const { runId, instanceKey, attempt } = this.#watch;
    this.#of ??= await logOf(engine, runId, instanceKey, attempt);
    const chunk = await readLogText(engine, this.#of, {
      offset: this.#offset,
      limit: logBytes,
    });
    const isNew = chunk.nextOffset > this.#offset || chunk.end;
    this.#offset = chunk.nextOffset;
    this.#ended = chunk.end;
    return {
      messages: isNew ? [{ watch: this.#key, type: 'log', chunk }] : [],
      more: isNew && !chunk.end,
    };
  }
}

/** @param key - text of the watch without its place */
export function createSubscription(
  watch: Watch,
  key: string,
  sources: StreamSources,
): Subscription {
  switch (watch.type) {
    case 'run':
      return new RunSubscription(watch.runId, watch.after, key, sources);
    case 'runs':
      return new RunsSubscription(watch.filter, key, sources);
    default:
      return new LogSubscription(watch, key, sources);
  }
}

function matchesState(state: string, wanted: RunFilter['state']): boolean {
  const active = ['queued', 'running', 'waiting', 'paused', 'ending'];
  switch (wanted) {
    case undefined:
      return true;
    case 'active':
      return active.includes(state);
    case 'finished':
      return !active.includes(state);
    default:
      return state === wanted;
  }
}
