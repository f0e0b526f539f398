import { programOf } from './attemptSpec';
import type { PlaceStep } from './EngineContext';

/** The first runner that takes the step, in the order in which they were given. */
export const placeAnywhere: PlaceStep = async ({ component, runners }) => {
  const reasons: string[] = [];
  for (const runner of runners.values()) {
    const refusal = runner.refuses({
      program: programOf(component),
      network: component.network,
    });
    if (!refusal) {
      return { kind: runner.kind };
    }
    reasons.push(refusal);
  }
  return { reason: reasons.join('; ') || 'There is no runner' };
};
