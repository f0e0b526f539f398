import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { imagesTranslationRef } from '../translation';

/** On the overview of a service: the image that was pushed last. */
export function NewestImageCard() {
  const { t } = useTranslationRef(imagesTranslationRef);
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
    <Section title={t('newestImageCard.image')} panel>
      {error !== undefined && (
        <ErrorState
          error={error}
          title={t('newestImageCard.loadFailed')}
          onRetry={reload}
        />
      )}
      {loading && !value && <Loading what={t('newestImageCard.images')} />}
      {value?.tag && (
        <Sentence>
          <SafeLink to={imagePath(value.repository.name, value.tag.digest)}>
            {value.repository.name}:
            <TagName tag={value.tag.tag} />
          </SafeLink>{' '}
          <RelativeTime time={value.tag.updatedAt} />
        </Sentence>
      )}
      {value && !value.tag && <Sentence>{t('newestImageCard.empty')}</Sentence>}
    </Section>
  );
}
