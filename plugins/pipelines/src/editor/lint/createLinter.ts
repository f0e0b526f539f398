import type { Checked, CheckRequest } from './checkText';
import { Linter } from './Linter';

/** Checks texts, somewhere. */
export interface TextChecker {
  /** Undefined where a newer text came first. */
  check(request: CheckRequest): Promise<Checked | undefined>;
  close(): void;
}

/** In a worker; where there are none, in the page. */
export function createLinter(): TextChecker {
  if (typeof Worker === 'undefined') {
    return {
      check: async request => (await import('./checkText')).checkText(request),
      close: () => undefined,
    };
  }
  return Linter.create(async () => {
    const { startLintWorker } = await import('./startLintWorker');
    return startLintWorker();
  });
}
