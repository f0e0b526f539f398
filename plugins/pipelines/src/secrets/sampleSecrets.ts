import type { Secret } from '@dop/plugin-pipelines-common';

const time = '2026-01-05T09:00:00.000Z';

/** How the page looks with something in it. */
export const sampleSecrets: Secret[] = [
  {
    name: 'shop/npm-token',
    repositories: 'all',
    refs: 'protected',
    createdAt: time,
    updatedAt: time,
    updatedBy: 'user:default/ada',
  },
  {
    name: 'shop/store-password',
    repositories: ['shop/checkout'],
    refs: ['refs/heads/release-*'],
    createdAt: time,
    updatedAt: time,
    updatedBy: 'user:default/grace',
  },
];
