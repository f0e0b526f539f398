import { useNavigate } from 'react-router-dom';
import { KeyHelp, useKeys } from '@dop/plugin-devops-react';

/** Keys that work on every page. */
export function GlobalKeys() {
  const navigate = useNavigate();
  const go = (label: string, path: string) => ({
    label,
    run: () => navigate(path),
  });
  useKeys({
    '/': go('Search', '/search'),
    'g h': go('Home', '/'),
    'g c': go('Catalog', '/catalog'),
    'g w': go('Workflows', '/pipelines/workflows'),
    'g r': go('Runs', '/pipelines/runs'),
    'g i': go('Images', '/images'),
    'g t': go('Tests', '/tests'),
  });
  return <KeyHelp />;
}
