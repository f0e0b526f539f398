import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import { CodeBlock, TabBar, useLoad, useTab } from '@dop/plugin-devops-react';
import { imagesApiRef } from '../../api/imagesApiRef';
import { pullLine } from '../HowToPush';
import { imagesTranslationRef } from '../../translation';

const clients = ['podman', 'docker', 'skopeo'] as const;

/** The line that pulls this image by its digest. */
export function PullCommand(props: { repository: string; digest: string }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const { repository, digest } = props;
  const api = useApi(imagesApiRef);
  const { value } = useLoad('registry', () => api.registry());
  const client = useTab(clients, 'client');
  const address = value ?? { host: window.location.host, tls: true };
  return (
    <>
      <TabBar
        label={t('pullCommand.client')}
        param="client"
        tabs={clients.map(id => ({ id, label: id }))}
      />
      <CodeBlock
        code={pullLine(client, address, repository, digest)}
        language="bash"
        lineNumbers={false}
        wrap
      />
    </>
  );
}
