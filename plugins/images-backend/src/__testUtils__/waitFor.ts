import { setTimeout } from 'node:timers/promises';

/** Waits until a condition holds, at most ten seconds. */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const until = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > until) {
      throw new Error(`This never came true: ${condition}`);
    }
    await setTimeout(10);
  }
}
