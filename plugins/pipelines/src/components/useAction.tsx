import { useState, type ReactNode } from 'react';
import { ErrorState } from '@dop/plugin-devops-react';

export interface Action<Arguments extends unknown[]> {
  busy: boolean;
  run: (...given: Arguments) => Promise<void>;
  /** What went wrong the last time, to be shown near the button. */
  problem: ReactNode;
}

/** Something that a button does: at work, done, or gone wrong with a reason. */
export function useAction<Arguments extends unknown[]>(
  /** Said when it fails: `The run could not be cancelled`. */
  failure: string,
  action: (...given: Arguments) => Promise<void>,
): Action<Arguments> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  return {
    busy,
    problem:
      error === undefined ? undefined : (
        <ErrorState error={error} title={failure} />
      ),
    run: async (...given) => {
      setBusy(true);
      setError(undefined);
      try {
        await action(...given);
      } catch (caught) {
        setError(caught);
      } finally {
        setBusy(false);
      }
    },
  };
}
