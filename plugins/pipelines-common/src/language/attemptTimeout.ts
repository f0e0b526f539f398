import type { PlannedStep } from '../plan';

/** Longest time of an attempt where neither step nor component say one. */
export const defaultTimeoutMs = 60 * 60_000;

/** Milliseconds that one attempt of a step may take. */
export function attemptTimeout({
  timeoutMs,
}: Pick<PlannedStep, 'timeoutMs'>): number {
  return timeoutMs ?? defaultTimeoutMs;
}
