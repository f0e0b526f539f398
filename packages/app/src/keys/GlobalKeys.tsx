import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useNavigate } from 'react-router-dom';
import { KeyHelp, useKeys } from '@dop/plugin-devops-react';
import { portalTranslationRef } from '../translation';

/** Keys that work on every page. */
export function GlobalKeys() {
  const { t } = useTranslationRef(portalTranslationRef);
  const navigate = useNavigate();
  const go = (label: string, path: string) => ({
    label,
    run: () => navigate(path),
  });
  useKeys({
    '/': go(t('globalKeys.search'), '/search'),
    'g h': go(t('globalKeys.home'), '/'),
    'g c': go(t('globalKeys.catalog'), '/catalog'),
    'g w': go(t('globalKeys.workflows'), '/pipelines/workflows'),
    'g r': go(t('globalKeys.runs'), '/pipelines/runs'),
    'g i': go(t('globalKeys.images'), '/images'),
    'g t': go(t('globalKeys.tests'), '/tests'),
  });
  return <KeyHelp />;
}
