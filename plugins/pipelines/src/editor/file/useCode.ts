import { useMemo } from 'react';
import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { CodeClient, type CodeApi } from '@dop/plugin-code-common';

/** The API of the Git hosting. */
export function useCode(): CodeApi {
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  return useMemo(
    () => CodeClient.create({ discoveryApi, fetchApi }),
    [discoveryApi, fetchApi],
  );
}
