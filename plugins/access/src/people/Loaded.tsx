import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReactNode } from 'react';
import { ErrorState, Loading } from '@dop/plugin-devops-react';
import { accessTranslationRef } from '../translation';

export interface LoadedProps {
  /** What is waited for: `accounts`. */
  what: string;
  error: unknown;
  loading: boolean;
  onRetry: () => void;
  /** What to show once it is there. */
  children: () => ReactNode;
}

/** Waits for something, says why it did not come, or shows it. */
export function Loaded(props: LoadedProps) {
  const { t } = useTranslationRef(accessTranslationRef);
  const { what, error, loading, onRetry, children } = props;
  if (error) {
    return (
      <ErrorState
        error={error}
        title={t('loaded.notLoaded', { what })}
        onRetry={onRetry}
      />
    );
  }
  return loading ? <Loading what={what} /> : <>{children()}</>;
}
