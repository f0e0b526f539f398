import { useApi } from '@backstage/core-plugin-api';
import type { Comparison as Compared } from '@dop/plugin-code-common';
import { codeApiRef } from '../api/codeApiRef';
import { ChangedFiles } from '../components/ChangedFiles';
import { useRepository } from '../components/RepositoryFrame';

/** What a branch changed, line by line. */
export function Comparison({ comparison }: { comparison: Compared }) {
  const { repository } = useRepository();
  const api = useApi(codeApiRef);
  const { base, head, files, truncated } = comparison;
  return (
    <ChangedFiles
      sha={head}
      files={files}
      truncated={truncated}
      onLoad={async path => {
        const { namespace, name } = repository;
        const query = { base, head, path };
        return (await api.compare(namespace, name, query)).files[0];
      }}
    />
  );
}
