import { useLocation } from 'react-router-dom';
import { EmptyState, PageShell } from '@dop/plugin-devops-react';

/** Shown for an address that leads nowhere. */
export function NotFoundPage() {
  const { pathname } = useLocation();
  return (
    <div style={{ paddingTop: 24 }}>
      <PageShell title="Page not found" reading>
        <EmptyState
          title={`Nothing is at ${pathname}`}
          action={{ label: 'Search the portal', to: '/search' }}
        >
          The link may be old, or mistyped. What was deleted has no page any
          more, and of private repositories only their members see one.
        </EmptyState>
      </PageShell>
    </div>
  );
}
