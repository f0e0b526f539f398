import type { ComponentLifecycle } from '@dop/plugin-components-common';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { color } from '@dop/plugin-devops-react';
import { componentsTranslationRef } from '../translation';

const look = {
  draft: { tone: 'grey', mark: '○' },
  published: { tone: 'green', mark: '●' },
  deprecated: { tone: 'amber', mark: '◐' },
  retired: { tone: 'red', mark: '✕' },
} as const;

/** State of a version: shape, colour and word. */
export function Lifecycle({ of }: { of: ComponentLifecycle }) {
  const { t } = useTranslationRef(componentsTranslationRef);
  const { tone, mark } = look[of];
  return (
    <span>
      <span aria-hidden style={{ color: color(tone), marginRight: 6 }}>
        {mark}
      </span>
      {t(`lifecycle.${of}`)}
    </span>
  );
}
