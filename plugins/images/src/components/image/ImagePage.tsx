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

export interface ImagePageProps {
  repository: string;
  /** A digest, or a tag: then what it points to now. */
  reference: string;
}

/** One image: where it comes from, how to pull it, what is in it. */
export function ImagePage({ repository, reference }: ImagePageProps) {
  const api = useApi(imagesApiRef);
  const navigate = useNavigate();
  const image = useLoad(`${repository}@${reference}`, () =>
    api.image(repository, reference),
  );
  const crumbs = [
    { label: 'Images', to: '/images' },
    { label: repository, to: imagePath(repository) },
  ];
  const { value } = image;
  if (!value) {
    return (
      <PageShell title={shortTitle(reference)} crumbs={crumbs}>
        {image.error ? (
          <ErrorState
            error={image.error}
            title="This image could not be loaded"
            onRetry={image.reload}
          />
        ) : (
          <Loading what="image" />
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
            label="Delete image"
            title={`Delete the image ${shortHash(value.digest)}?`}
            onDelete={async () => {
              await api.deleteImage(repository, value.digest);
              navigate(imagePath(repository));
            }}
          >
            Its tags ({value.tags.join(', ') || 'none'}), what refers to it, and
            platforms that no other image holds go with it. Whoever runs it by
            its digest can no longer pull it. This cannot be undone.
          </DeleteButton>
        )
      }
    >
      <Section title="Pull exactly this image">
        <PullCommand repository={repository} digest={value.digest} />
      </Section>
      <Section title="Where it comes from">
        <Provenance image={value} />
      </Section>
      <Platforms image={value} />
      {value.referrers.length + value.attestations.length > 0 && (
        <Section title="What refers to it">
          <Referrers image={value} />
        </Section>
      )}
      <Section title="Manifest" panel>
        <Manifest image={value} />
      </Section>
    </PageShell>
  );
}

function Title({ image }: { image: ImageDetail }) {
  const [tag, ...more] = image.tags;
  return (
    <>
      {tag === undefined ? shortHash(image.digest) : <TagName tag={tag} />}
      {more.length > 0 && (
        <small style={{ color: 'var(--dop-text-soft)', fontWeight: 400 }}>
          {more.slice(0, 4).map(shortTag).join(', ')}
          {more.length > 4 && ` and ${more.length - 4} more`}
        </small>
      )}
    </>
  );
}

function Facts(props: { image: ImageDetail; reference: string }) {
  const { image, reference } = props;
  return (
    <>
      <span>
        Digest <ShortHash hash={image.digest} what="digest" />
      </span>
      <span>
        <Bytes value={image.totalSize} />
      </span>
      <span>
        Pushed <RelativeTime time={image.pushedAt} />
      </span>
      {image.services.map(service => (
        <SafeLink key={service} to={entityPath(service)}>
          {service}
        </SafeLink>
      ))}
      {reference !== image.digest && (
        <SafeLink to={imagePath(image.repository, image.digest)}>
          Address that stays the same
        </SafeLink>
      )}
    </>
  );
}

function Manifest({ image }: { image: ImageDetail }) {
  const links = (digests: string[]) =>
    digests.map(digest => (
      <span key={digest} style={{ marginRight: 8 }}>
        <ShortHash
          hash={digest}
          what="digest"
          to={imagePath(image.repository, digest)}
        />
      </span>
    ));
  const annotations = Object.entries(image.annotations);
  return (
    <KeyValue
      items={[
        ['Digest', image.digest],
        ['Media type', image.mediaType],
        ['Artifact type', image.artifactType],
        ['Size of the manifest', <Bytes value={image.size} />],
        ['Refers to', image.subject && links([image.subject])],
        [
          'Platform of',
          image.partOf.length > 0 ? links(image.partOf) : undefined,
        ],
        [
          'Annotations',
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
