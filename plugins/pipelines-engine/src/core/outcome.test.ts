import type { PlannedStep } from '@dop/plugin-pipelines-common';
import { planOf, stepOf } from '../testUtils/planOf';
import { RunSimulation } from './__testUtils__/RunSimulation';
import { compilePlan } from './compilePlan';
import type { EngineEvent } from './events';
import { defaultLimits } from './model';
import { newRun } from './transition';

/** A run that has begun. */
function begun(steps: PlannedStep[]): RunSimulation {
  const instances = steps.map(({ id }) => ({
    stepId: id,
    key: id,
    matrix: {},
  }));
  const plan = compilePlan(planOf(steps), instances);
  const simulation = new RunSimulation(
    plan,
    newRun(
      plan,
      steps.map(({ id }) => id),
    ),
    instances,
  );
  sendAll(simulation, { type: 'admitted' });
  return simulation;
}

/** Each of these comes in time. */
function sendAll(simulation: RunSimulation, ...events: EngineEvent[]): void {
  expect(events.map(event => [event.type, simulation.send(event)])).toEqual(
    events.map(({ type }) => [type, true]),
  );
}

/** The newest attempt of a step, up to its program. */
function start(simulation: RunSimulation, position: number) {
  sendAll(simulation, { type: 'claimed', position });
  const { number = 0, epoch = 0 } =
    simulation.run.steps[position].attempt ?? {};
  const attempt = { position, number, epoch };
  sendAll(
    simulation,
    { type: 'prepared', ...attempt },
    { type: 'started', ...attempt },
  );
  return attempt;
}

type Ending = 'succeeded' | 'warned' | 'rejected' | 'timedOut' | 'failed';

function stepThatIs(ending: Ending, id: string): PlannedStep {
  return ending === 'rejected'
    ? stepOf(id, { action: { type: 'approve', by: ['group:default/qa'] } })
    : stepOf(id, { allowFailure: ending === 'warned' });
}

function end(simulation: RunSimulation, position: number, ending: Ending) {
  if (ending === 'rejected') {
    sendAll(simulation, {
      type: 'answered',
      position,
      decision: 'reject',
      by: 'bob',
    });
    return;
  }
  const attempt = start(simulation, position);
  const { number } = attempt;
  if (ending === 'timedOut') {
    sendAll(simulation, { type: 'attemptTimedOut', position, number });
  }
  const success = ending === 'succeeded';
  sendAll(
    simulation,
    { type: 'exited', ...attempt },
    {
      type: 'collected',
      success,
      reason: success ? undefined : 'It ended with 1',
      ...attempt,
    },
  );
}

describe('the outcome of a run', () => {
  // The worst first.
  const endings: Ending[] = [
    'failed',
    'timedOut',
    'rejected',
    'warned',
    'succeeded',
  ];

  it('is of its worst step, whichever ended first', () => {
    for (const first of endings) {
      for (const second of endings) {
        const simulation = begun([
          stepThatIs(first, 'first'),
          stepThatIs(second, 'second'),
        ]);
        end(simulation, 0, first);
        end(simulation, 1, second);
        const worse = Math.min(endings.indexOf(first), endings.indexOf(second));
        expect(simulation.run).toMatchObject({
          state: endings[worse],
          steps: [{ state: first }, { state: second }],
        });
      }
    }
  });
});

describe('a lost attempt', () => {
  function lose(simulation: RunSimulation): void {
    const attempt = start(simulation, 0);
    sendAll(simulation, {
      type: 'lost',
      reason: 'Its host is gone',
      ...attempt,
    });
  }
  const tryAgain = (simulation: RunSimulation) =>
    sendAll(simulation, ...simulation.timers.values());

  it('is tried again three times, without `retry`, and is then a failure', () => {
    expect(defaultLimits.losses).toBe(3);
    const simulation = begun([stepOf('only')]);
    for (let loss = 1; loss <= 3; loss += 1) {
      lose(simulation);
      expect(simulation.run.steps[0]).toMatchObject({
        state: 'waiting',
        reason: 'Its host is gone; it is tried again',
        losses: loss,
        tries: 0,
      });
      tryAgain(simulation);
    }
    lose(simulation);
    expect(simulation.run).toMatchObject({
      state: 'failed',
      steps: [
        {
          state: 'failed',
          reason: 'Its host is gone; that was the last try',
          attempt: { number: 4 },
        },
      ],
    });
    expect([...simulation.timers]).toEqual([]);
  });

  it('takes nothing from `retry`, and a failure nothing from it', () => {
    const simulation = begun([
      stepOf('only', {
        allowFailure: true,
        retry: { attempts: 2, backoffMs: 10, on: ['failed'] },
      }),
    ]);
    lose(simulation);
    tryAgain(simulation);
    end(simulation, 0, 'failed');
    expect(simulation.run.steps[0]).toMatchObject({
      state: 'waiting',
      reason: 'It ended with 1; try 2 of 2 follows',
    });
    tryAgain(simulation);
    for (let loss = 2; loss <= 3; loss += 1) {
      lose(simulation);
      tryAgain(simulation);
    }
    lose(simulation);
    expect(simulation.run.state).toBe('warned');
    expect(simulation.run.steps[0]).toMatchObject({ losses: 4, tries: 1 });
  });
});
