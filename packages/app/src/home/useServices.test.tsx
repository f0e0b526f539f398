import type { PropsWithChildren } from 'react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import {
  discoveryApiRef,
  fetchApiRef,
  identityApiRef,
} from '@backstage/core-plugin-api';
import type { QueryEntitiesRequest } from '@backstage/catalog-client';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { pipelinesApiRef } from '@dop/plugin-pipelines';
import { renderHook, waitFor } from '@testing-library/react';
import { useServices } from './useServices';

const service = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'checkout',
    namespace: 'shop',
    annotations: { 'dop/repository': 'shop/checkout' },
  },
};

/** Answers as the portal does to somebody in the group `shop`, or in none. */
function servicesOf(group: string | undefined) {
  const queryEntities = jest.fn(async (request?: QueryEntitiesRequest) => {
    const asked = JSON.stringify(request);
    const items =
      !asked.includes('relations.ownedBy') || group ? [service] : [];
    return { items, totalItems: items.length, pageInfo: {} };
  });
  const fetch = async (url: unknown) =>
    ({
      ok: true,
      status: 200,
      json: async () => ({
        items: String(url).includes('/tags?')
          ? [{ tag: '1.0', digest: `sha256:${'a'.repeat(64)}` }]
          : [],
      }),
    } as Response);
  const { result } = renderHook(() => useServices('once'), {
    wrapper: ({ children }: PropsWithChildren) => (
      <TestApiProvider
        apis={[
          [catalogApiRef, { queryEntities }],
          [
            identityApiRef,
            {
              getBackstageIdentity: async () => ({
                type: 'user' as const,
                userEntityRef: 'user:default/ada',
                ownershipEntityRefs: group ? [`group:default/${group}`] : [],
              }),
            },
          ],
          [discoveryApiRef, { getBaseUrl: async (id: string) => `/api/${id}` }],
          [fetchApiRef, { fetch }],
          [pipelinesApiRef, { runs: async () => ({ items: [] }) }],
        ]}
      >
        {children}
      </TestApiProvider>
    ),
  });
  return { result, queryEntities };
}

describe('services on the home page', () => {
  it("are one's own, with the newest image", async () => {
    const { result, queryEntities } = servicesOf('shop');
    await waitFor(() => expect(result.current.value).toBeDefined());
    expect(result.current.value).toMatchObject({
      isOwn: true,
      items: [
        {
          entityRef: 'component:shop/checkout',
          image: { repository: 'shop/checkout', tag: '1.0' },
        },
      ],
    });
    expect(queryEntities).toHaveBeenCalledTimes(1);
  });

  it("are the portal's for who owns none, an administrator in no group for instance", async () => {
    const { result } = servicesOf(undefined);
    await waitFor(() => expect(result.current.value).toBeDefined());
    expect(result.current.value).toMatchObject({
      isOwn: false,
      items: [{ entityRef: 'component:shop/checkout' }],
    });
  });
});
