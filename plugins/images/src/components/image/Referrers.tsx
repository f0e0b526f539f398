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

/** Signatures, SBOMs and attestations: what refers to an image by its digest. */
export function Referrers({ image }: { image: ImageDetail }) {
  const inside: ImageReferrer[] = image.attestations.map(
    ({ digest, size }) => ({
      digest,
      size,
      mediaType: '',
      artifactType: 'attestation in the index',
      annotations: {},
    }),
  );
  const columns: DataColumn<ImageReferrer>[] = [
    {
      id: 'type',
      label: 'Kind',
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
      label: 'Digest',
      width: '120px',
      render: row => <ShortHash hash={row.digest} what="digest" />,
    },
    {
      id: 'from',
      label: 'From',
      render: row => <PushedBy push={row.push} repository={image.repository} />,
    },
    {
      id: 'size',
      label: 'Size',
      width: '100px',
      align: 'right',
      render: row => <Bytes value={row.size} />,
    },
  ];
  return (
    <DataTable
      label="What refers to this image"
      rows={[...image.referrers, ...inside]}
      columns={columns}
      rowKey={row => row.digest}
      rowHref={row => imagePath(image.repository, row.digest)}
    />
  );
}
