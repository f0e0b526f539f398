import type { ComponentVersion } from '@dop/plugin-components-common';
import { KeyValue, RelativeTime, ShortHash } from '@dop/plugin-devops-react';

const networks = {
  none: 'none',
  portal: 'the portal only: Git, registry, artifacts',
  egress: 'everything',
} as const;

/** What a version needs and where it comes from. */
export function AboutVersion({ version }: { version: ComponentVersion }) {
  const { spec } = version.definition;
  const { cpu, memory, timeout } = spec.resources ?? {};
  return (
    <KeyValue
      items={[
        ['Network', networks[spec.network ?? 'none']],
        [
          'Limits',
          [
            cpu && `${cpu} CPU`,
            memory,
            timeout && `${timeout} for each attempt`,
          ]
            .filter(Boolean)
            .join(', ') || 'none of its own',
        ],
        [
          'As a process',
          spec.process
            ? `${spec.process.command.join(' ')}${
                version.trusted ? '' : '; not from a trusted repository'
              }`
            : 'no',
        ],
        [
          'In a container',
          spec.image ? (
            <span>
              {spec.image}{' '}
              {version.imageDigest ? (
                <ShortHash hash={version.imageDigest} what="digest" />
              ) : (
                '(no image was pushed yet)'
              )}
            </span>
          ) : (
            'no'
          ),
        ],
        [
          'Source',
          <ShortHash key="s" hash={version.sourceDigest} what="digest" />,
        ],
        ['Published', <RelativeTime key="p" time={version.publishedAt} />],
      ]}
    />
  );
}
