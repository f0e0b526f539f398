import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useNavigate } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import {
  Bytes,
  ErrorState,
  KeyValue,
  Loading,
  PageShell,
  RelativeTime,
  SafeLink,
  Section,
  ShortHash,
  shortHash,
  useLoad,
} from '@dop/plugin-devops-react';
import { imagePath, type ImageDetail } from '@dop/plugin-images-common';
import { imagesApiRef } from '../../api/imagesApiRef';
import { entityPath, shortTag } from '../../links';
import { DeleteButton } from '../DeleteButton';
import { TagName } from '../TagName';
import { ImageSentence } from './ImageSentence';
import { Pairs } from './Pairs';
import { Platforms } from './Platforms';
import { Provenance } from './Provenance';
import { PullCommand } from './PullCommand';
import { Referrers } from './Referrers';
import { imagesTranslationRef } from '../../translation';

export interface ImagePageProps {
  repository: string;
  /** A digest, or a tag: then what it points to now. */
  reference: string;
}

/** One image: where it comes from, how to pull it, what is in it. */
export function ImagePage({ repository, reference }: ImagePageProps) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const api = useApi(imagesApiRef);
  const navigate = useNavigate();
  const image = useLoad(`${repository}@${reference}`, () =>
    api.image(repository, reference),
  );
  const crumbs = [
    { label: t('imagePage.images'), to: '/images' },
    { label: repository, to: imagePath(repository) },
  ];
  const { value } = image;
  if (!value) {
    return (
      <PageShell title={shortTitle(reference)} crumbs={crumbs}>
        {image.error ? (
          <ErrorState
            error={image.error}
            title={t('imagePage.loadFailed')}
            onRetry={image.reload}
          />
        ) : (
          <Loading what={t('imagePage.image')} />
        )}
      </PageShell>
    );
  }
  return (
    <PageShell
      title={<Title image={value} />}
      documentTitle={`${repository} ${shortTitle(reference)}`}
      crumbs={crumbs}
      facts={<Facts image={value} reference={reference} />}
      sentence={<ImageSentence image={value} />}
      actions={
        value.mayDelete && (
          <DeleteButton
            label={t('imagePage.deleteImage')}
            title={t('imagePage.deleteTheImage', {
              hash: shortHash(value.digest),
            })}
            onDelete={async () => {
              await api.deleteImage(repository, value.digest);
              navigate(imagePath(repository));
            }}
          >
            {t('imagePage.deleteHelp', {
              value: value.tags.join(', ') || t('imagePage.none'),
            })}
          </DeleteButton>
        )
      }
    >
      <Section title={t('imagePage.pull')}>
        <PullCommand repository={repository} digest={value.digest} />
      </Section>
      <Section title={t('imagePage.provenance')}>
        <Provenance image={value} />
      </Section>
      <Platforms image={value} />
      {value.referrers.length + value.attestations.length > 0 && (
        <Section title={t('imagePage.referrers')}>
          <Referrers image={value} />
        </Section>
      )}
      <Section title={t('imagePage.manifest')} panel>
        <Manifest image={value} />
      </Section>
    </PageShell>
  );
}

function Title({ image }: { image: ImageDetail }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const [tag, ...more] = image.tags;
  return (
    <>
      {tag === undefined ? shortHash(image.digest) : <TagName tag={tag} />}
      {more.length > 0 && (
        <small style={{ color: 'var(--dop-text-soft)', fontWeight: 400 }}>
          {more.slice(0, 4).map(shortTag).join(', ')}
          {more.length > 4 &&
            t('imagePage.andMore', { more: String(more.length - 4) })}
        </small>
      )}
    </>
  );
}

function Facts(props: { image: ImageDetail; reference: string }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const { image, reference } = props;
  return (
    <>
      <span>
        {t('imagePage.digestOf', {
          hash: <ShortHash hash={image.digest} what={t('imagePage.digest')} />,
        })}
      </span>
      <span>
        <Bytes value={image.totalSize} />
      </span>
      <span>
        {t('imagePage.pushed', {
          time: <RelativeTime time={image.pushedAt} />,
        })}
      </span>
      {image.services.map(service => (
        <SafeLink key={service} to={entityPath(service)}>
          {service.replace(/^component:(default\/)?/, '')}
        </SafeLink>
      ))}
      {reference !== image.digest && (
        <SafeLink to={imagePath(image.repository, image.digest)}>
          {t('imagePage.address')}
        </SafeLink>
      )}
    </>
  );
}

function Manifest({ image }: { image: ImageDetail }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const links = (digests: string[]) =>
    digests.map(digest => (
      <span key={digest} style={{ marginRight: 8 }}>
        <ShortHash
          hash={digest}
          what={t('imagePage.digest')}
          to={imagePath(image.repository, digest)}
        />
      </span>
    ));
  const annotations = Object.entries(image.annotations);
  return (
    <KeyValue
      items={[
        [t('imagePage.digestLabel'), image.digest],
        [t('imagePage.mediaType'), image.mediaType],
        [t('imagePage.artifactType'), image.artifactType],
        [t('imagePage.manifestSize'), <Bytes value={image.size} />],
        [t('imagePage.refersTo'), image.subject && links([image.subject])],
        [
          t('imagePage.platformOf'),
          image.partOf.length > 0 ? links(image.partOf) : undefined,
        ],
        [
          t('imagePage.annotations'),
          annotations.length > 0 ? (
            <Pairs pairs={image.annotations} />
          ) : undefined,
        ],
      ]}
    />
  );
}

function shortTitle(reference: string): string {
  return reference.startsWith('sha256:')
    ? shortHash(reference)
    : shortTag(reference);
}
