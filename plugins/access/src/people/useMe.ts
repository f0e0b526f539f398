import { useApi } from '@backstage/frontend-plugin-api';
import { useLoad } from '@dop/plugin-devops-react';
import { accessApiRef } from '../api/AccessApi';

/** The signed-in person's account and rights. */
export function useMe() {
  const api = useApi(accessApiRef);
  return useLoad('me', () => api.me());
}
