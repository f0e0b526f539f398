import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Bytes,
  DataTable,
  SafeLink,
  ShortHash,
  shortHash,
  type DataColumn,
} from '@dop/plugin-devops-react';
import {
  imagePath,
  type ImageDetail,
  type ImageReferrer,
} from '@dop/plugin-images-common';
import { PushedBy } from '../PushedBy';
import { imagesTranslationRef } from '../../translation';

/** Signatures, SBOMs and attestations: what refers to an image by its digest. */
export function Referrers({ image }: { image: ImageDetail }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const inside: ImageReferrer[] = image.attestations.map(
    ({ digest, size }) => ({
      digest,
      size,
      mediaType: '',
      artifactType: t('referrers.attestation'),
      annotations: {},
    }),
  );
  const columns: DataColumn<ImageReferrer>[] = [
    {
      id: 'type',
      label: t('referrers.kind'),
      width: 'minmax(0, 2fr)',
      phone: 'primary',
      render: row => (
        <SafeLink to={imagePath(image.repository, row.digest)}>
          {row.artifactType ?? row.mediaType ?? shortHash(row.digest)}
        </SafeLink>
      ),
    },
    {
      id: 'digest',
      label: t('referrers.digest'),
      width: '120px',
      render: row => (
        <ShortHash hash={row.digest} what={t('referrers.digestInText')} />
      ),
    },
    {
      id: 'from',
      label: t('referrers.from'),
      render: row => <PushedBy push={row.push} repository={image.repository} />,
    },
    {
      id: 'size',
      label: t('referrers.size'),
      width: '100px',
      align: 'right',
      render: row => <Bytes value={row.size} />,
    },
  ];
  return (
    <DataTable
      label={t('referrers.title')}
      rows={[...image.referrers, ...inside]}
      columns={columns}
      rowKey={row => row.digest}
      rowHref={row => imagePath(image.repository, row.digest)}
    />
  );
}
