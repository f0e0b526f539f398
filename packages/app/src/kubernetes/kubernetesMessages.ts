import { createTranslationMessages } from '@backstage/frontend-plugin-api';
import { TranslationBlueprint } from '@backstage/plugin-app-react';
import { kubernetesTranslationRef } from '@backstage/plugin-kubernetes';

/** What the Kubernetes tab says where nothing is found, and what to do then. */
export const kubernetesMessages = TranslationBlueprint.make({
  name: 'kubernetes',
  params: {
    resource: createTranslationMessages({
      ref: kubernetesTranslationRef,
      messages: {
        'kubernetesContentPage.title': 'Clusters',
        'kubernetesContentPage.emptyState.title': 'Nothing runs in a cluster',
        'kubernetesContentPage.emptyState.description':
          'Either no cluster is configured, or none of them has anything with the label of {{entityName}}. An administrator adds clusters under kubernetes.clusterLocatorMethods in the configuration of the portal.',
      },
    }),
  },
});
