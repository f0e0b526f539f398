import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useLocation } from 'react-router-dom';
import { EmptyState, PageShell } from '@dop/plugin-devops-react';
import { portalTranslationRef } from '../translation';

/** Shown for an address that leads nowhere. */
export function NotFoundPage() {
  const { t } = useTranslationRef(portalTranslationRef);
  const { pathname } = useLocation();
  return (
    <div style={{ paddingTop: 24 }}>
      <PageShell title={t('notFoundPage.pageNotFound')} reading>
        <EmptyState
          title={t('notFoundPage.nothingIsAt', { pathname })}
          action={{ label: t('notFoundPage.searchThePortal'), to: '/search' }}
        >
          {t('notFoundPage.help')}
        </EmptyState>
      </PageShell>
    </div>
  );
}
