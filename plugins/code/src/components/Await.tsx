import type { ReactNode } from 'react';
import { ErrorState, Loading } from '@dop/plugin-devops-react';

/** What a page shows while something is fetched, and when that failed. */
export function Await<T>(props: {
  loaded: { value: T | undefined; error: unknown; reload: () => void };
  /** What is waited for: `files`. */
  what: string;
  /** What could not be done: `The files could not be loaded`. */
  title: string;
  children: (value: T) => ReactNode;
}) {
  const { loaded, what, title, children } = props;
  if (loaded.error) {
    return (
      <ErrorState error={loaded.error} title={title} onRetry={loaded.reload} />
    );
  }
  if (loaded.value === undefined) {
    return <Loading what={what} />;
  }
  return <>{children(loaded.value)}</>;
}
