import type { ComponentLifecycle } from '@dop/plugin-components-common';
import { color } from '@dop/plugin-devops-react';

const look = {
  draft: { word: 'draft', tone: 'grey', mark: '○' },
  published: { word: 'published', tone: 'green', mark: '●' },
  deprecated: { word: 'deprecated', tone: 'amber', mark: '◐' },
  retired: { word: 'retired', tone: 'red', mark: '✕' },
} as const;

/** State of a version: shape, colour and word. */
export function Lifecycle({ of }: { of: ComponentLifecycle }) {
  const { word, tone, mark } = look[of];
  return (
    <span>
      <span aria-hidden style={{ color: color(tone), marginRight: 6 }}>
        {mark}
      </span>
      {word}
    </span>
  );
}
