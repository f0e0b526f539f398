import { isTerminal, type PlannedStep } from '@dop/plugin-pipelines-common';
import fc from 'fast-check';
import { planOf, stepOf } from '../testUtils/planOf';
import { compilePlan } from './compilePlan';
import type { Effect, EngineEvent } from './events';
import type { CompiledPlan, RunModel } from './model';
import { attemptTable, runTable, stepTable } from './table';
import { newRun, transition } from './transition';

type Table = Readonly<
  Record<string, Readonly<Record<string, readonly string[]>> | undefined>
>;

/** (state, event, next state) triples that were seen, over all runs. */
const seen = {
  run: new Set<string>(),
  step: new Set<string>(),
  attempt: new Set<string>(),
};

interface Shape {
  needs: number[];
  runsOn: PlannedStep['runsOn'];
  conditional: boolean;
  optional: boolean;
  allowFailure: boolean;
  tries: number;
  instances: number;
}

const shape = fc.record<Shape>({
  needs: fc.uniqueArray(fc.nat(6), { maxLength: 3 }),
  runsOn: fc.constantFrom(
    'success',
    'success',
    'success',
    'always',
    'failure',
    'condition',
  ),
  conditional: fc.boolean(),
  optional: fc.boolean(),
  allowFailure: fc.boolean(),
  tries: fc.integer({ min: 1, max: 3 }),
  instances: fc.constantFrom(1, 1, 1, 0, 2, 3),
});

/** A random acyclic graph: a step needs only steps before it. */
function compile(shapes: readonly Shape[]): {
  plan: CompiledPlan;
  keys: string[];
} {
  const steps = shapes.map((made, index) => {
    const needs = [...new Set(made.needs.filter(need => need < index))].map(
      need => `s${need}`,
    );
    return stepOf(`s${index}`, {
      needs,
      optionalNeeds: made.optional ? needs : [],
      runsOn: made.runsOn,
      if:
        made.conditional || made.runsOn === 'condition'
          ? { kind: 'expression', source: 'true' }
          : undefined,
      allowFailure: made.allowFailure,
      retry: {
        attempts: made.tries,
        backoffMs: 10,
        on: ['failed', 'timedOut'],
      },
    });
  });
  const instances = shapes.flatMap(({ instances: count }, index) =>
    Array.from({ length: count }, (_, number) => ({
      stepId: `s${index}`,
      key: `s${index}[${number}]`,
    })),
  );
  return {
    plan: compilePlan(planOf(steps, { timeoutMs: 1_000 }), instances),
    keys: instances.map(({ key }) => key),
  };
}

/** Everything that may happen now, and some things that may not any more. */
function eventsAt(
  run: RunModel,
  timers: ReadonlyMap<string, EngineEvent>,
): EngineEvent[] {
  const events: EngineEvent[] = [...timers.values()];
  if (run.state === 'queued') {
    events.push({ type: 'admitted' });
  }
  for (const { position, state, deciding, attempt } of run.steps) {
    if (deciding) {
      events.push(
        { type: 'decided', position, value: true },
        { type: 'decided', position, value: false },
        { type: 'undecidable', position, reason: 'no' },
      );
    }
    if (state === 'ready') {
      events.push(
        { type: 'claimed', position },
        { type: 'unplaced', position, reason: 'nobody' },
      );
    }
    if (attempt) {
      const at = { position, number: attempt.number, epoch: attempt.epoch };
      const old = { ...at, epoch: attempt.epoch - 1 };
      events.push(
        { type: 'taken', ...at },
        { type: 'prepared', ...at },
        { type: 'started', ...at },
        { type: 'exited', ...at },
        { type: 'collected', success: true, ...at },
        { type: 'collected', success: false, reason: 'bad', ...at },
        { type: 'failed', reason: 'broken', ...at },
        { type: 'lost', reason: 'gone', ...at },
        // Of a former owner.
        { type: 'collected', success: true, ...old },
      );
    }
  }
  return events;
}

const interruptions: EngineEvent[] = [
  { type: 'cancelled', by: 'ada' },
  { type: 'cancelled', by: 'ada', force: true },
  { type: 'superseded', by: 'run 2' },
  { type: 'refused', reason: 'busy' },
];

function noteTable(
  table: Table,
  kind: keyof typeof seen,
  from: string,
  event: string,
  to: string,
) {
  const allowed =
    table[from]?.[event]?.includes(to) ||
    // What follows inside of the same transition.
    ['needsMet', 'runEnding', 'stepsDone', 'attemptEnded'].some(cascade =>
      table[from]?.[cascade]?.includes(to),
    );
  expect({ kind, from, event, to, allowed: Boolean(allowed) }).toEqual({
    kind,
    from,
    event,
    to,
    allowed: true,
  });
  seen[kind].add(`${from} ${to}`);
}

/** Holds one transition to the tables and to the rules that always hold. */
function check(
  before: RunModel,
  after: RunModel,
  event: EngineEvent,
  effects: Effect[],
): void {
  if (
    before.state !== after.state &&
    !(
      before.state === 'queued' &&
      isTerminal(after.state) &&
      event.type === 'admitted'
    )
  ) {
    const direct = (runTable as Table)[before.state]?.[event.type];
    const via =
      isTerminal(after.state) && before.state !== 'queued'
        ? after.state
        : direct && after.state;
    expect(via).toBe(after.state);
    seen.run.add(`${before.state} ${after.state}`);
  }
  after.steps.forEach((step, position) => {
    const previous = before.steps[position];
    if (isTerminal(previous.state)) {
      expect(step.state).toBe(previous.state);
    }
    const sameAttempt =
      step.attempt && step.attempt.number === previous.attempt?.number;
    if (
      sameAttempt &&
      step.attempt &&
      previous.attempt &&
      step.attempt.state !== previous.attempt.state
    ) {
      noteTable(
        attemptTable as Table,
        'attempt',
        previous.attempt.state,
        event.type,
        step.attempt.state,
      );
    }
    if (step.attempt) {
      expect(step.attempt.number).toBeGreaterThanOrEqual(
        previous.attempt?.number ?? 1,
      );
    }
    // A step runs exactly while its newest attempt lives.
    expect(step.state === 'running').toBe(
      Boolean(step.attempt && !isTerminal(step.attempt.state)),
    );
  });
  if (isTerminal(after.state)) {
    expect(after.steps.every(step => isTerminal(step.state))).toBe(true);
  }
  // Each change of state is in the journal, in order.
  const journalled = effects.filter(
    effect => effect.type === 'journal' && effect.entry.type === 'step.state',
  );
  const moved = after.steps.filter(
    (step, position) => step.state !== before.steps[position].state,
  );
  expect(journalled.length).toBeGreaterThanOrEqual(moved.length);
}

/** While a run is ending, only what always runs begins, and no try follows. */
function checkEnding(
  plan: CompiledPlan,
  event: EngineEvent | undefined,
  hard: boolean,
): void {
  expect(event?.type).not.toBe('retryDue');
  if (event?.type === 'claimed') {
    expect(hard).toBe(false);
    expect(plan.stepAt[event.position].runsOn).toBe('always');
  }
}

/** A timer that fired is gone. */
function fire(timers: Map<string, EngineEvent>, event: EngineEvent): void {
  for (const [name, set] of timers) {
    if (set === event) {
      timers.delete(name);
    }
  }
}

function applyTimers(
  timers: Map<string, EngineEvent>,
  effects: readonly Effect[],
): void {
  for (const effect of effects) {
    if (effect.type === 'setTimer') {
      timers.set(effect.name, effect.event);
    } else if (effect.type === 'clearTimer') {
      timers.delete(effect.name);
    }
  }
}

describe('transition', () => {
  it('brings any graph to its end in any order of events, within the tables', () => {
    fc.assert(
      fc.property(
        fc.array(shape, { minLength: 1, maxLength: 7 }),
        fc.infiniteStream(fc.nat(10_000)),
        fc.integer({ min: 0, max: 4 }),
        (shapes, choices, interruptionRate) => {
          const { plan, keys } = compile(shapes);
          let run = newRun(plan, keys);
          const timers = new Map<string, EngineEvent>();
          const pick = () => choices.next().value as number;
          for (
            let turn = 0;
            turn < 3_000 && !isTerminal(run.state);
            turn += 1
          ) {
            const possible = eventsAt(run, timers);
            const interrupted = pick() % 100 < interruptionRate;
            const from = interrupted ? interruptions : possible;
            const event = from[pick() % from.length];
            const frozen = JSON.stringify(run);
            const result = transition(plan, run, event);
            expect(JSON.stringify(run)).toBe(frozen);
            check(run, result.run, event, result.effects);
            fire(timers, event);
            applyTimers(timers, result.effects);
            run = result.run;
          }
          expect(isTerminal(run.state)).toBe(true);
          // Nothing that comes later changes anything, and no timer is left.
          for (const event of [...eventsAt(run, timers), ...interruptions]) {
            expect(transition(plan, run, event).applied).toBe(false);
          }
          expect([...timers.keys()]).toEqual([]);
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('a cancelled run starts nothing but what always runs, and a second cancel not even that', () => {
    fc.assert(
      fc.property(
        fc.array(shape, { minLength: 1, maxLength: 7 }),
        fc.infiniteStream(fc.nat(10_000)),
        fc.nat(40),
        fc.boolean(),
        (shapes, choices, before, twice) => {
          const { plan, keys } = compile(shapes);
          const pick = () => choices.next().value as number;
          const timers = new Map<string, EngineEvent>();
          let run = transition(plan, newRun(plan, keys), {
            type: 'admitted',
          }).run;
          const advance = () => {
            const possible = eventsAt(run, timers);
            const event = possible[pick() % possible.length];
            const result = transition(plan, run, event);
            fire(timers, event);
            applyTimers(timers, result.effects);
            run = result.run;
            return result.applied ? event : undefined;
          };
          for (
            let turn = 0;
            turn < before && !isTerminal(run.state);
            turn += 1
          ) {
            advance();
          }
          if (isTerminal(run.state) || run.cause) {
            return;
          }
          for (let times = 0; times < (twice ? 2 : 1); times += 1) {
            const result = transition(plan, run, {
              type: 'cancelled',
              by: 'ada',
            });
            applyTimers(timers, result.effects);
            run = result.run;
          }
          for (
            let turn = 0;
            turn < 3_000 && !isTerminal(run.state);
            turn += 1
          ) {
            const event = advance();
            checkEnding(plan, event, twice);
          }
          expect(run.state).toBe('cancelled');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reaches every state that the tables name', () => {
    const named = (table: Table, cascades: boolean) =>
      Object.entries(table).flatMap(([from, events]) =>
        Object.entries(events ?? {}).flatMap(([event, targets]) =>
          !cascades && ['needsMet', 'stepsDone'].includes(event)
            ? []
            : targets.filter(to => to !== from).map(to => `${from} ${to}`),
        ),
      );
    expect(
      named(attemptTable as Table, true).filter(
        pair => !seen.attempt.has(pair),
      ),
    ).toEqual([]);
    expect(
      named(runTable as Table, true).filter(pair => !seen.run.has(pair)),
    ).toEqual([]);
    const stepStates = new Set(
      Object.values(stepTable as Table).flatMap(events =>
        Object.values(events ?? {}).flat(),
      ),
    );
    expect([...stepStates].sort()).toEqual(
      [
        'blocked',
        'cancelled',
        'failed',
        'ready',
        'running',
        'skipped',
        'succeeded',
        'timedOut',
        'waiting',
        'warned',
      ].sort(),
    );
  });
});
