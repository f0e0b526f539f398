import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import {
  Bytes,
  DataTable,
  formatBytes,
  monospaceFamily,
  Section,
  ShortHash,
  shortHash,
  type DataColumn,
} from '@dop/plugin-devops-react';
import type {
  ImageDetail,
  ImageLayer,
  PlatformImage,
} from '@dop/plugin-images-common';
import { readableCommand } from './readableCommand';
import { imagesTranslationRef } from '../../translation';

const useStyles = makeStyles(
  {
    bar: {
      display: 'flex',
      gap: 2,
      height: 20,
      margin: '0 0 12px',
      borderRadius: 4,
      overflow: 'hidden',
      background: 'var(--dop-surface-sunken)',
    },
    part: {
      minWidth: 3,
      background: 'var(--dop-blue)',
      '&:nth-child(3n+2)': { background: 'var(--dop-violet)' },
      '&:nth-child(3n)': { background: 'var(--dop-grey)' },
    },
    command: {
      fontFamily: monospaceFamily,
      fontSize: '0.8rem',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
      display: 'block',
    },
  },
  { name: 'DopImageLayers' },
);

type NumberedLayer = ImageLayer & { number: number };

/** Where the bytes of an image are: a bar to scale, and the layers by number. */
export function Layers(props: {
  platform: PlatformImage;
  kind: ImageDetail['kind'];
}) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const classes = useStyles();
  const { layers } = props.platform;
  if (layers.length === 0) {
    return null;
  }
  const total = layers.reduce((sum, { size }) => sum + size, 0);
  const share = (size: number) => (total === 0 ? 0 : (100 * size) / total);
  const artifact = props.kind === 'artifact';
  const noun = artifact ? t('layers.file') : t('layers.layer');
  const amount = artifact
    ? t('layers.fileCount', { count: layers.length })
    : t('layers.layerCount', { count: layers.length });
  const columns: DataColumn<NumberedLayer>[] = [
    {
      id: 'number',
      label: '#',
      width: '48px',
      align: 'right',
      sortValue: row => row.number,
      phone: 'hidden',
      render: row => row.number,
    },
    {
      id: 'command',
      label: t('layers.madeBy'),
      width: 'minmax(0, 3fr)',
      phone: 'primary',
      render: row => (
        <span className={classes.command} title={row.createdBy}>
          {row.createdBy ? readableCommand(row.createdBy) : row.mediaType}
        </span>
      ),
    },
    {
      id: 'digest',
      label: t('layers.digest'),
      width: '120px',
      render: row => (
        <ShortHash hash={row.digest} what={t('layers.digestInText')} />
      ),
    },
    {
      id: 'size',
      label: t('layers.size'),
      width: '110px',
      align: 'right',
      sortValue: row => row.size,
      render: row => <Bytes value={row.size} />,
    },
    {
      id: 'share',
      label: t('layers.share'),
      width: '80px',
      align: 'right',
      phone: 'hidden',
      render: row =>
        `${share(row.size).toFixed(share(row.size) < 1 ? 1 : 0)} %`,
    },
  ];
  return (
    <Section
      title={
        <>
          {amount}, <Bytes value={total} />
        </>
      }
    >
      <div
        className={classes.bar}
        role="img"
        aria-label={t('layers.sizesOf', { layers: amount })}
      >
        {layers.map((layer, index) => (
          <span
            key={`${layer.digest}-${index}`}
            className={classes.part}
            style={{ flexGrow: Math.max(layer.size, 1), flexBasis: 0 }}
            title={`${noun} ${index + 1}, ${shortHash(
              layer.digest,
            )}: ${formatBytes(layer.size)}`}
          />
        ))}
      </div>
      <DataTable
        label={t('layers.layers')}
        rows={layers.map((layer, index) => ({ ...layer, number: index + 1 }))}
        columns={columns}
        rowKey={row => String(row.number)}
      />
    </Section>
  );
}
