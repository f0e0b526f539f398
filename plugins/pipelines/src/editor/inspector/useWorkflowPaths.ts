import { useMemo } from 'react';
import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { CodeClient } from '@dop/plugin-code-common';
import { useLoad } from '@dop/plugin-devops-react';
import { useEditor } from '../EditorContext';

/** The workflow files of the branch; none while it is not known. */
export function useWorkflowPaths(): string[] {
  const { repository, branch } = useEditor();
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  const loaded = useLoad(`workflow files ${repository} ${branch}`, async () => {
    const [namespace, name] = repository.split('/');
    const { entries } = await CodeClient.create({
      discoveryApi,
      fetchApi,
    }).tree(namespace, name, { ref: branch, path: '.dop' });
    return entries
      .filter(entry => entry.type === 'file' && /\.ya?ml$/.test(entry.name))
      .map(entry => entry.path);
  });
  return useMemo(() => loaded.value ?? [], [loaded.value]);
}
