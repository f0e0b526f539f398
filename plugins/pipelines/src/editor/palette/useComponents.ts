import { useMemo } from 'react';
import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import {
  ComponentsClient,
  type ComponentsApi,
} from '@dop/plugin-components-common';

/** The API of the components plugin. */
export function useComponents(): ComponentsApi {
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  return useMemo(
    () => ComponentsClient.create({ discoveryApi, fetchApi }),
    [discoveryApi, fetchApi],
  );
}
