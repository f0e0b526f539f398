import { useApi } from '@backstage/core-plugin-api';
import { useLoad, type Loaded } from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import type { RepositoryName } from '../links';

/** More than this is offered for download only. */
export const maxShownBytes = 1024 * 1024;

/** A file as text; `binary` where it is none. */
export type FileText =
  | { kind: 'text'; text: string }
  | { kind: 'binary' }
  | { kind: 'large' };

/** Fetches a file that is to be read by a person. */
export function useFileText(
  repository: RepositoryName,
  file: { ref: string; path: string; sha: string; size?: number } | undefined,
): Loaded<FileText | undefined> {
  const api = useApi(codeApiRef);
  const { namespace, name } = repository;
  return useLoad(
    `file ${namespace}/${name} ${file?.sha} ${file?.path}`,
    async () => {
      if (!file) {
        return undefined;
      }
      if ((file.size ?? 0) > maxShownBytes) {
        return { kind: 'large' as const };
      }
      const blob = await api.blob(namespace, name, {
        ref: file.ref,
        path: file.path,
      });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      if (bytes.subarray(0, 8_000).includes(0)) {
        return { kind: 'binary' as const };
      }
      return { kind: 'text' as const, text: new TextDecoder().decode(bytes) };
    },
  );
}
