import { isTerminal } from '@dop/plugin-pipelines-common';
import fc from 'fast-check';
import { planOf, stepOf } from '../testUtils/planOf';
import { graphs, type RandomGraph } from './__testUtils__/randomGraphs';
import { must } from './__testUtils__/must';
import { interruptions, RunSimulation } from './__testUtils__/RunSimulation';
import { compilePlan } from './compilePlan';
import type { RunModel } from './model';
import { planRerun, type RerunFrom, type RerunInstance } from './rerun';
import { newRun } from './transition';

const choices = fc.infiniteStream(fc.nat(100_000));

function toItsEnd(
  simulation: RunSimulation,
  pick: () => number,
  interruptionRate: number,
): void {
  for (let turn = 0; turn < 4_000 && !simulation.over; turn += 1) {
    const from =
      pick() % 200 < interruptionRate
        ? interruptions
        : simulation.possible(pick);
    simulation.send(from[pick() % from.length]);
  }
  expect(simulation.over).toBe(true);
}

function finished({ plan, instances }: RandomGraph, pick: () => number) {
  const run = newRun(
    plan,
    instances.map(({ key }) => key),
  );
  const simulation = new RunSimulation(plan, run, instances);
  toItsEnd(simulation, pick, 1);
  return {
    model: simulation.run,
    instances: simulation.run.steps.map(({ stepId, position }) => ({
      ...simulation.instances[position],
      stepId,
    })),
  };
}

function begin(graph: RandomGraph, planned: readonly RerunInstance[]) {
  const plan = compilePlan(graph.plan.plan, planned);
  const taken = new Map(
    planned.flatMap(({ outcome }, position) =>
      outcome ? [[position, outcome] as const] : [],
    ),
  );
  const run = newRun(
    plan,
    planned.map(({ key }) => key),
    taken,
  );
  return new RunSimulation(plan, run, planned);
}

/** Ids of the steps of which something runs again. */
function againOf(planned: readonly RerunInstance[]): Set<string> {
  return new Set(
    planned.filter(({ outcome }) => !outcome).map(({ stepId }) => stepId),
  );
}

describe('planRerun', () => {
  it('takes over what does not run again, and all that depends on what does runs again', () => {
    fc.assert(
      fc.property(graphs, choices, fc.nat(2), (graph, stream, mode) => {
        const pick = () => stream.next().value as number;
        const old = finished(graph, pick);
        const { plan } = graph.plan;
        const chosen = plan.steps[pick() % plan.steps.length].id;
        const from = (['failed', { steps: [chosen] }, 'all'] as RerunFrom[])[
          mode
        ];
        const given = { instances: old.instances, steps: old.model.steps };
        if (from === 'failed' && isGood(old.model)) {
          must(
            thrown(() => planRerun(plan, given, from)) ===
              'Nothing in that run failed',
            'What went well is not run again',
            old.model,
          );
          return;
        }
        const planned = planRerun(plan, given, from);
        const again = againOf(planned);
        for (const step of plan.steps) {
          const mine = planned.filter(({ stepId }) => stepId === step.id);
          if (step.needs.some(need => again.has(need))) {
            must(
              mine.every(({ outcome }) => !outcome),
              'So an approval is taken over only if all that it needs is',
              planned,
            );
          }
        }
        expect(new Set(planned.map(({ key }) => key)).size).toBe(
          planned.length,
        );
        const simulation = begin(graph, planned);
        toItsEnd(simulation, pick, 1);
        planned.forEach(({ outcome, takenFrom }, position) => {
          if (outcome) {
            const step = simulation.run.steps[position];
            const source = old.model.steps[takenFrom as number];
            must(
              step.state === outcome.state &&
                step.state === source.state &&
                step.key === source.key,
              'An outcome is taken over as it was',
              step,
            );
            must(
              !step.attempt && step.tries === 0,
              'By reference: nothing of it ran here',
              step,
            );
          }
        });
      }),
      { numRuns: 400 },
    );
  });

  it('runs one step alone, and skips what was made of its former outputs', () => {
    fc.assert(
      fc.property(graphs, choices, (graph, stream) => {
        const pick = () => stream.next().value as number;
        const old = finished(graph, pick);
        if (old.instances.length === 0) {
          return;
        }
        const { plan } = graph.plan;
        const only = old.instances[pick() % old.instances.length];
        const { type } = plan.steps.find(
          ({ id }) => id === only.stepId,
        )!.action;
        const ask = () =>
          planRerun(
            plan,
            { instances: old.instances, steps: old.model.steps },
            { only: only.key },
          );
        if (type === 'approve' || type === 'delay') {
          must(
            thrown(ask).includes('does nothing that could be done again alone'),
            'Nothing to do alone',
          );
          return;
        }
        const planned = ask();
        expect(
          planned.filter(({ outcome }) => !outcome).map(({ key }) => key),
        ).toEqual([only.key]);
        const simulation = begin(graph, planned);
        toItsEnd(simulation, pick, 0);
        simulation.run.steps.forEach(step => {
          must(
            step.stepId === only.stepId || !step.attempt,
            'Nothing else runs',
            step,
          );
        });
      }),
      { numRuns: 150 },
    );
  });

  it('runs again what failed and what came after it, not what was merely skipped', () => {
    const condition = { kind: 'expression' as const, source: 'false' };
    const steps = [
      stepOf('build'),
      stepOf('lint', { allowFailure: true }),
      stepOf('docs', { if: condition }),
      stepOf('publishDocs', { needs: ['docs'], optionalNeeds: ['docs'] }),
      stepOf('test', { needs: ['build'] }),
      stepOf('release', {
        needs: ['test'],
        action: { type: 'approve', by: ['group:default/qa'] },
      }),
      stepOf('deploy', { needs: ['release'] }),
    ];
    const plan = planOf(steps);
    const instances = steps.map(({ id }) => ({
      stepId: id,
      key: id,
      matrix: {},
    }));
    const model = newRun(
      compilePlan(plan, instances),
      instances.map(({ key }) => key),
    ).steps;
    const states = [
      'succeeded',
      'warned',
      'skipped',
      'succeeded',
      'failed',
      'skipped',
      'skipped',
    ] as const;
    const old = model.map((step, position) => ({
      ...step,
      state: states[position],
      becauseOfFailure: position > 4,
    }));
    const again = (from: RerunFrom) => [
      ...againOf(planRerun(plan, { instances, steps: old }, from)),
    ];
    expect(again('failed')).toEqual(['test', 'release', 'deploy']);
    expect(again({ steps: ['release'] })).toEqual(['release', 'deploy']);
    expect(again({ only: 'build' })).toEqual(['build']);
    expect(() => again({ steps: ['bild'] })).toThrow(
      'The workflow has no step bild; it has build, lint',
    );
    expect(() => again({ only: 'bild' })).toThrow('The run has no step bild');
  });
});

function isGood(run: RunModel): boolean {
  return run.steps.every(
    ({ state, becauseOfFailure }) =>
      isTerminal(state) &&
      (state === 'succeeded' || (state === 'skipped' && !becauseOfFailure)),
  );
}

function thrown(work: () => unknown): string {
  try {
    work();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
