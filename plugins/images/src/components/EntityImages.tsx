import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { usePages } from '@dop/plugin-devops-react';
import { imagesApiRef } from '../api/imagesApiRef';
import { RepositoryList } from './RepositoriesPage';

/** The tab Images of a service: the image repositories of its repository. */
export function EntityImages() {
  const { entity } = useEntity();
  const api = useApi(imagesApiRef);
  const annotations = entity.metadata.annotations ?? {};
  const repositoryId = annotations['dop/repository-id'];
  const pages = usePages(repositoryId, cursor =>
    api.repositories({ repositoryId, cursor }),
  );
  return (
    <RepositoryList pages={pages} example={annotations['dop/repository']} />
  );
}
