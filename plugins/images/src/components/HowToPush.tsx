import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import {
  CodeBlock,
  EmptyState,
  Section,
  TabBar,
  useLoad,
  useTab,
} from '@dop/plugin-devops-react';
import type { RegistryAddress } from '@dop/plugin-images-common';
import { imagesApiRef } from '../api/imagesApiRef';
import { imagesTranslationRef } from '../translation';

const clients = ['podman', 'docker', 'skopeo'] as const;
type Client = (typeof clients)[number];

/** Nothing pushed yet: what this page is for, and the lines that start. */
export function HowToPush(props: {
  repository?: string;
  /** How the list will look. */
  example: ReactNode;
}) {
  const { repository, example } = props;
  const { t } = useTranslationRef(imagesTranslationRef);
  return (
    <>
      <EmptyState
        title={t('howToPush.noImagesYet')}
        action={{ label: t('howToPush.makeToken'), to: '/account' }}
        example={example}
      >
        {t('howToPush.introduction')}
      </EmptyState>
      <div style={{ marginTop: 24 }}>
        <Section title={t('howToPush.byHand')}>
          <PushLines repository={repository ?? 'shop/checkout'} />
        </Section>
      </div>
    </>
  );
}

/** The lines that push an image, for the client of one's choice. */
export function PushLines({ repository }: { repository: string }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const api = useApi(imagesApiRef);
  const { value } = useLoad('registry', () => api.registry());
  const client = useTab(clients, 'client');
  const address = value ?? { host: window.location.host, tls: true };
  return (
    <>
      <TabBar
        label={t('howToPush.client')}
        param="client"
        tabs={clients.map(id => ({ id, label: id }))}
      />
      <CodeBlock
        code={pushLines(client, address, repository)}
        language="bash"
        lineNumbers={false}
        wrap
      />
    </>
  );
}

/** What to type to push; `tls` false needs a word to clients that insist on it. */
export function pushLines(
  client: Client,
  { host, tls }: RegistryAddress,
  repository: string,
): string {
  const image = `${host}/${repository}:1.0`;
  const plain = tls || client === 'docker' ? '' : ' --tls-verify=false';
  if (client === 'skopeo') {
    return [
      `skopeo login${plain} -u you ${host}`,
      `skopeo copy${
        tls ? '' : ' --dest-tls-verify=false'
      } docker-daemon:checkout:1.0 docker://${image}`,
    ].join('\n');
  }
  return [
    `${client} login${plain} -u you ${host}`,
    `${client} build -t ${image} .`,
    `${client} push${plain} ${image}`,
  ].join('\n');
}

/** What to type to pull exactly this image. */
export function pullLine(
  client: Client,
  { host, tls }: RegistryAddress,
  repository: string,
  digest: string,
): string {
  const image = `${host}/${repository}@${digest}`;
  const plain = tls || client === 'docker' ? '' : ' --tls-verify=false';
  return client === 'skopeo'
    ? `skopeo copy${
        tls ? '' : ' --src-tls-verify=false'
      } docker://${image} oci:image`
    : `${client} pull${plain} ${image}`;
}
