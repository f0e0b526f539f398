import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  ErrorState,
  Loading,
  RelativeTime,
  SafeLink,
  Section,
  Sentence,
  useLoad,
} from '@dop/plugin-devops-react';
import { imagePath } from '@dop/plugin-images-common';
import { imagesApiRef } from '../api/imagesApiRef';
import { TagName } from './TagName';

/** On the overview of a service: the image that was pushed last. */
export function NewestImageCard() {
  const { entity } = useEntity();
  const api = useApi(imagesApiRef);
  const repositoryId = entity.metadata.annotations?.['dop/repository-id'];
  const { value, error, loading, reload } = useLoad(
    `newest image ${repositoryId}`,
    async () => {
      const { items } = await api.repositories({ repositoryId, limit: 1 });
      const [repository] = items;
      const tags =
        repository &&
        (await api.tags(repository.name, { sort: 'time', limit: 1 }));
      return { repository, tag: tags?.items[0] };
    },
  );
  return (
    <Section title="Image" panel>
      {error !== undefined && (
        <ErrorState
          error={error}
          title="The images could not be loaded"
          onRetry={reload}
        />
      )}
      {loading && !value && <Loading what="images" />}
      {value?.tag && (
        <Sentence>
          <SafeLink to={imagePath(value.repository.name, value.tag.digest)}>
            {value.repository.name}:
            <TagName tag={value.tag.tag} />
          </SafeLink>{' '}
          <RelativeTime time={value.tag.updatedAt} />
        </Sentence>
      )}
      {value && !value.tag && (
        <Sentence>No image yet: a step that packs one pushes it here.</Sentence>
      )}
    </Section>
  );
}
