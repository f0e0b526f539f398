import { isTerminal, type PlannedStep } from '@dop/plugin-pipelines-common';
import fc from 'fast-check';
import { planOf, stepOf } from '../testUtils/planOf';
import { graphs, type RandomGraph } from './__testUtils__/randomGraphs';
import { checkRules } from './__testUtils__/checkRules';
import { must } from './__testUtils__/must';
import { interruptions, RunSimulation } from './__testUtils__/RunSimulation';
import { compilePlan } from './compilePlan';
import type { EngineEvent, Move } from './events';
import type { RunModel, StepModel } from './model';
import { attemptTable, runTable, stepTable } from './table';
import { newRun } from './transition';

/** Every move that any run made. */
const seen = new Set<string>();
const nameOf = ({ subject, from, by, to }: Move) =>
  `${subject} ${from} --${by}--> ${to}`;

function simulate({ plan, instances }: RandomGraph, yields: boolean) {
  const run = newRun(
    plan,
    instances.map(({ key }) => key),
  );
  return new RunSimulation(plan, { ...run, yields }, instances, move =>
    seen.add(nameOf(move)),
  );
}

const choices = fc.infiniteStream(fc.nat(100_000));
const picker = (stream: fc.Stream<number>) => () =>
  stream.next().value as number;

/** What always holds of a run. */
function check(simulation: RunSimulation, before: RunModel): void {
  const { run } = simulation;
  const starts = run.state === 'running' || run.state === 'ending';
  let claimable = 0;
  let startable = 0;
  for (const step of run.steps) {
    const { position, state, attempt, wait, asking } = step;
    const previous = before.steps[position];
    must(
      !previous || !isTerminal(previous.state) || previous.state === state,
      'What is over does not change',
      run,
    );
    must(
      (state === 'running') === Boolean(attempt && !isTerminal(attempt.state)),
      'A step runs exactly while its newest attempt lives',
      run,
    );
    must(
      (state === 'waiting') === (wait !== undefined),
      'A step waits exactly while it knows what for',
      run,
    );
    must(
      !(['ready', 'running', 'waiting'].includes(state) || step.deciding) ||
        needsOf(simulation, step).every(need => isTerminal(need.state)),
      'A step goes on when all that it needs is over',
      run,
    );
    must(
      state === 'blocked' || !(step.deciding || asking === 'matrix'),
      'Only what has not begun is decided',
      run,
    );
    if (state === 'ready' && starts) {
      const set =
        asking === 'start' ? simulation.startable : simulation.claimable;
      must(set.has(position), 'What may start was let go', run);
      claimable += asking === 'start' ? 0 : 1;
      startable += asking === 'start' ? 1 : 0;
    }
    const begins =
      attempt?.number !== previous?.attempt?.number ||
      (wait?.reference !== undefined && !previous?.wait?.reference);
    must(
      !begins || before.state === 'running' || before.state === 'ending',
      'Nothing begins while a run is paused, waits, or has no place',
      run,
    );
  }
  must(
    simulation.claimable.size === claimable &&
      simulation.startable.size === startable,
    'What may not start was held',
    run,
  );
  checkRun(simulation, before);
}

function needsOf({ run, plan }: RunSimulation, { position }: StepModel) {
  return plan.stepAt[position].needs.flatMap(need =>
    (plan.positions.get(need) ?? []).map(at => run.steps[at]),
  );
}

function checkRun(simulation: RunSimulation, before: RunModel): void {
  const { run, counted } = simulation;
  must(
    !isTerminal(run.state) || run.steps.every(step => isTerminal(step.state)),
    'A run is over when all its steps are',
    run,
  );
  const moving = run.steps.some(
    ({ state, deciding, asking, wait }) =>
      state === 'ready' ||
      state === 'running' ||
      deciding ||
      asking !== undefined ||
      wait?.kind === 'retry',
  );
  if (run.state === 'running' || (run.state === 'queued' && run.gavePlace)) {
    must(moving, 'A running run has something to do', run);
  } else if (run.state === 'waiting') {
    must(!moving, 'A waiting run has only waits left', run);
    must(
      Boolean(run.gavePlace) ===
        (Boolean(run.yields) &&
          !run.steps.some(({ wait }) => wait?.kind === 'child')) ||
        Boolean(run.gavePlace),
      'A waiting run gives its place back, but for a child run',
      run,
    );
  }
  must(
    !run.gavePlace || (Boolean(run.yields) && run.state !== 'running'),
    'A running run has its place',
    run,
  );
  must(
    run.cause !== 'timeout' || before.cause === 'timeout' || counted >= 1_000,
    'Only time that counts ends a run',
    run,
  );
}

describe('transition', () => {
  // The same orders each time, so that every move is met; and others.
  it.each([
    { seed: 20261122, numRuns: 4_000 },
    { seed: undefined, numRuns: 1_000 },
  ])('brings any graph to its end in any order of events, %j', options => {
    fc.assert(
      fc.property(
        graphs,
        choices,
        fc.integer({ min: 0, max: 4 }),
        fc.boolean(),
        (graph, stream, interruptionRate, yields) => {
          const simulation = simulate(graph, yields);
          const pick = picker(stream);
          for (let turn = 0; turn < 4_000 && !simulation.over; turn += 1) {
            const { state } = simulation.run;
            const rate = state === 'running' ? interruptionRate : 12;
            const interrupted = pick() % 100 < rate;
            const possible = simulation
              .possible(pick)
              // A place is seldom free at once, and people come back late.
              .filter(
                ({ type }) =>
                  (type !== 'admitted' && type !== 'resumed') ||
                  pick() % 4 === 0,
              );
            const from =
              interrupted || possible.length === 0 ? interruptions : possible;
            const event = from[pick() % from.length];
            const before = simulation.run;
            simulation.pass(pick() % 60);
            deepFreeze(before);
            simulation.send(event);
            check(simulation, before);
          }
          expect(simulation.run.state).toBe(
            isTerminal(simulation.run.state) && simulation.run.state,
          );
          checkRules(simulation);
          // Nothing that comes later changes anything, and no timer is left.
          for (const event of [
            ...simulation.possible(pick),
            ...interruptions,
          ]) {
            expect(simulation.send(event)).toBe(false);
          }
          expect([...simulation.timers.keys()]).toEqual([]);
        },
      ),
      options,
    );
  });

  it('a cancelled run starts nothing but what always runs, and a second cancel not even that', () => {
    fc.assert(
      fc.property(
        graphs,
        choices,
        fc.nat(40),
        fc.boolean(),
        fc.boolean(),
        (graph, stream, first, twice, paused) => {
          const simulation = simulate(graph, true);
          const pick = picker(stream);
          const advance = (): EngineEvent | undefined => {
            const possible = simulation.possible(pick);
            const event = possible[pick() % possible.length];
            return simulation.send(event) ? event : undefined;
          };
          simulation.send({ type: 'admitted' });
          for (let turn = 0; turn < first && !simulation.over; turn += 1) {
            advance();
          }
          if (simulation.over || simulation.run.cause) {
            return;
          }
          if (paused) {
            simulation.send({ type: 'paused', by: 'ada' });
          }
          for (let times = 0; times < (twice ? 2 : 1); times += 1) {
            simulation.send({ type: 'cancelled', by: 'ada' });
          }
          for (let turn = 0; turn < 4_000 && !simulation.over; turn += 1) {
            const event = advance();
            expect(event?.type).not.toBe('retryDue');
            expect(event?.type).not.toBe('resumed');
            const begins =
              event?.type === 'claimed' || event?.type === 'opened';
            must(!begins || !twice, 'A second cancel stops everything', event);
            // Approvals and delays ended at once, but those that always run.
            const lives =
              begins ||
              event?.type === 'answered' ||
              event?.type === 'delayDue';
            must(
              !lives ||
                !event ||
                !('position' in event) ||
                simulation.plan.stepAt[event.position].runsOn === 'always',
              'Only what always runs goes on',
              event,
            );
          }
          expect(simulation.run.state).toBe('cancelled');
        },
      ),
      { numRuns: 400 },
    );
  });

  it('a paused run begins nothing, and goes on to its end when it is resumed', () => {
    fc.assert(
      fc.property(graphs, choices, fc.nat(30), (graph, stream, first) => {
        const simulation = simulate(graph, false);
        const pick = picker(stream);
        const advance = () => {
          const possible = simulation
            .possible(pick)
            .filter(({ type }) => type !== 'resumed');
          return possible.length > 0
            ? simulation.send(possible[pick() % possible.length])
            : false;
        };
        simulation.send({ type: 'admitted' });
        for (let turn = 0; turn < first && !simulation.over; turn += 1) {
          advance();
        }
        if (!simulation.send({ type: 'paused', by: 'ada' })) {
          return;
        }
        const attempts = attemptsOf(simulation.run);
        for (let turn = 0; turn < 200 && !simulation.over; turn += 1) {
          advance();
          if (simulation.run.state === 'ending') {
            // Its attempts ran into the timeout.
            return;
          }
          expect(attemptsOf(simulation.run)).toEqual(attempts);
        }
        if (simulation.over) {
          return;
        }
        expect(
          simulation.run.steps.some(({ state }) => state === 'running'),
        ).toBe(false);
        expect(simulation.send({ type: 'resumed', by: 'ada' })).toBe(true);
        for (let turn = 0; turn < 4_000 && !simulation.over; turn += 1) {
          advance();
        }
        expect(simulation.over).toBe(true);
      }),
      { numRuns: 250 },
    );
  });

  it('a run that waits for people gives its place back, and is admitted again before it goes on', () => {
    const endings: [EngineEvent | undefined, boolean, string][] = [
      [undefined, false, 'succeeded'],
      [{ type: 'waitTimedOut', position: 2 }, false, 'timedOut'],
      [answerOf(2, 'reject'), false, 'rejected'],
      [answerOf(2, 'reject'), true, 'warned'],
    ];
    for (const [other, allowFailure, outcome] of endings) {
      const simulation = simulateSteps([
        stepOf('build'),
        approvalOf('release', ['build']),
        approvalOf('audit', ['build'], { allowFailure }),
        stepOf('deploy', {
          needs: ['release'],
          if: { kind: 'expression', source: 'true' },
        }),
      ]);
      const sendAll = (...events: EngineEvent[]) =>
        events.forEach(event => expect(simulation.send(event)).toBe(true));
      const attempt = { position: 0, number: 1, epoch: 1 };
      sendAll(
        { type: 'admitted' },
        { type: 'claimed', position: 0 },
        { type: 'prepared', ...attempt },
        { type: 'exited', ...attempt },
        { type: 'collected', success: true, ...attempt },
      );
      expect(simulation.run).toMatchObject({
        state: 'waiting',
        gavePlace: true,
      });
      // Somebody answers while it is paused; it has no place to go on.
      sendAll({ type: 'paused', by: 'ada' }, answerOf(1, 'approve'));
      expect(simulation.send(answerOf(1, 'reject'))).toBe(false);
      sendAll({ type: 'resumed', by: 'ada' });
      expect(simulation.run.state).toBe('queued');
      sendAll({ type: 'runTimedOut' }, other ?? answerOf(2, 'approve'));
      const replaced = new RunSimulation(
        simulation.plan,
        simulation.run,
        simulation.instances,
        move => seen.add(nameOf(move)),
      );
      expect(replaced.send({ type: 'superseded', by: 'run 2' })).toBe(true);
      expect(replaced.run.cause).toBe('superseded');
      sendAll({ type: 'decided', position: 3, value: false });
      expect(simulation.run.state).toBe(outcome);
    }
  });

  it('a timeout counts while an attempt is live, and not while people are waited for', () => {
    const simulation = simulateSteps([
      approvalOf('release', []),
      stepOf('deploy', { needs: ['release'] }),
      approvalOf('audit', ['release']),
    ]);
    simulation.send({ type: 'admitted' });
    simulation.pass(1_000_000);
    simulation.send(answerOf(0, 'approve'));
    simulation.send({ type: 'admitted' });
    simulation.pass(1_000_000);
    const attempt = { position: 1, number: 1, epoch: 1 };
    simulation.send({ type: 'claimed', position: 1 });
    simulation.pass(999);
    // Too early: it is set again.
    expect(simulation.send({ type: 'runTimedOut' })).toBe(true);
    expect(simulation.run.state).toBe('running');
    expect(simulation.timers.has('run')).toBe(true);
    simulation.pass(1);
    simulation.send({ type: 'runTimedOut' });
    expect(simulation.run).toMatchObject({
      state: 'ending',
      cause: 'timeout',
      steps: [
        { state: 'succeeded' },
        { attempt: { state: 'stopping' } },
        { state: 'timedOut' },
      ],
    });
    simulation.send({ type: 'failed', reason: 'stopped', ...attempt });
    expect(simulation.run.state).toBe('timedOut');
  });

  it('makes every move that the tables name, and no other', () => {
    const named = Object.entries({
      run: runTable,
      step: stepTable,
      attempt: attemptTable,
    }).flatMap(([subject, table]) =>
      Object.entries(table).flatMap(([from, events]) =>
        Object.entries(events ?? {}).flatMap(([by, targets]) =>
          (targets as readonly string[]).map(to =>
            nameOf({ subject: subject as Move['subject'], from, by, to }),
          ),
        ),
      ),
    );
    expect(named.filter(move => !seen.has(move))).toEqual([]);
    expect([...seen].filter(move => !named.includes(move))).toEqual([]);
  });
});

function answerOf(
  position: number,
  decision: 'approve' | 'reject',
): EngineEvent {
  return { type: 'answered', position, decision, by: 'ada' };
}

function approvalOf(
  id: string,
  needs: string[],
  changes: Partial<PlannedStep> = {},
): PlannedStep {
  return stepOf(id, {
    needs,
    action: { type: 'approve', by: ['group:default/qa'], timeoutMs: 1_000 },
    ...changes,
  });
}

function simulateSteps(steps: PlannedStep[]): RunSimulation {
  const instances = steps.map(({ id }) => ({
    stepId: id,
    key: id,
    matrix: {},
  }));
  return simulate(
    {
      plan: compilePlan(planOf(steps, { timeoutMs: 1_000 }), instances),
      instances,
    },
    true,
  );
}

/** How many attempts and child runs began. */
function attemptsOf(run: RunModel): number {
  return run.steps.reduce(
    (sum, { attempt }) => sum + (attempt?.number ?? 0),
    0,
  );
}

/** A transition changes nothing of the run that it is given. */
function deepFreeze(run: RunModel): void {
  Object.freeze(run);
  Object.freeze(run.steps);
  run.steps.forEach(step => Object.freeze(step));
}
