/** States of runs and attempts in the words of CDEvents. */
export function outcomeOf(
  state: string,
): 'success' | 'failure' | 'cancel' | 'error' {
  switch (state) {
    case 'succeeded':
    case 'warned':
      return 'success';
    case 'cancelled':
      return 'cancel';
    case 'lost':
    case 'timedOut':
      return 'error';
    default:
      return 'failure';
  }
}

/** How a run or an attempt ended, and why if that was no success. */
export function endOf(state: string, message: string | undefined) {
  const outcome = outcomeOf(state);
  return {
    outcome,
    ...(message && outcome !== 'success' && { errors: message }),
  };
}
