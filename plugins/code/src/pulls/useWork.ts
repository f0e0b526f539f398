import { useState } from 'react';

/** Something that a button does; `error` is why it failed the last time. */
export function useWork(): {
  busy: boolean;
  error: unknown;
  /** @returns whether it was done */
  run: (work: () => Promise<void>) => Promise<boolean>;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  return {
    busy,
    error,
    run: async work => {
      setBusy(true);
      setError(undefined);
      try {
        await work();
        return true;
      } catch (reason) {
        setError(reason);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
