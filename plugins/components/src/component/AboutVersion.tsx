import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ComponentVersion } from '@dop/plugin-components-common';
import { KeyValue, RelativeTime, ShortHash } from '@dop/plugin-devops-react';
import { componentsTranslationRef } from '../translation';

/** What a version needs and where it comes from. */
export function AboutVersion({ version }: { version: ComponentVersion }) {
  const { t } = useTranslationRef(componentsTranslationRef);
  const { spec } = version.definition;
  const { cpu, memory, timeout } = spec.resources ?? {};
  return (
    <KeyValue
      items={[
        [
          t('aboutVersion.network'),
          t(`aboutVersion.networks.${spec.network ?? 'none'}`),
        ],
        [
          t('aboutVersion.limits'),
          [
            cpu && `${cpu} CPU`,
            memory,
            timeout && t('aboutVersion.timeout', { timeout }),
          ]
            .filter(Boolean)
            .join(', ') || t('aboutVersion.noVariables'),
        ],
        [
          t('aboutVersion.asAProcess'),
          spec.process
            ? `${spec.process.command.join(' ')}${
                version.trusted ? '' : t('aboutVersion.notTrusted')
              }`
            : t('aboutVersion.no'),
        ],
        [
          t('aboutVersion.inAContainer'),
          spec.image ? (
            <span>
              {spec.image}{' '}
              {version.imageDigest ? (
                <ShortHash
                  hash={version.imageDigest}
                  what={t('aboutVersion.digest')}
                />
              ) : (
                t('aboutVersion.noImage')
              )}
            </span>
          ) : (
            t('aboutVersion.no')
          ),
        ],
        [
          t('aboutVersion.source'),
          <ShortHash
            key="s"
            hash={version.sourceDigest}
            what={t('aboutVersion.digest')}
          />,
        ],
        [
          t('aboutVersion.published'),
          <RelativeTime key="p" time={version.publishedAt} />,
        ],
      ]}
    />
  );
}
