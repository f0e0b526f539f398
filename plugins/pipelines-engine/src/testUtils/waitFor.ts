import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until there is an answer. */
export async function waitFor<T>(
  ask: () => Promise<T | undefined | false>,
  timeoutMs = 20_000,
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) {
      return answer;
    }
    if (Date.now() > until) {
      throw new Error('It did not happen in time');
    }
    await delay(10);
  }
}
