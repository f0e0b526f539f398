import { makeStyles } from '@material-ui/core/styles';
import {
  Bytes,
  countOf,
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
  const classes = useStyles();
  const { layers } = props.platform;
  if (layers.length === 0) {
    return null;
  }
  const total = layers.reduce((sum, { size }) => sum + size, 0);
  const share = (size: number) => (total === 0 ? 0 : (100 * size) / total);
  const noun = props.kind === 'artifact' ? 'file' : 'layer';
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
      label: 'Made by',
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
      label: 'Digest',
      width: '120px',
      render: row => <ShortHash hash={row.digest} what="digest" />,
    },
    {
      id: 'size',
      label: 'Size',
      width: '110px',
      align: 'right',
      sortValue: row => row.size,
      render: row => <Bytes value={row.size} />,
    },
    {
      id: 'share',
      label: 'Share',
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
          {countOf(layers.length, noun)}, <Bytes value={total} />
        </>
      }
    >
      <div
        className={classes.bar}
        role="img"
        aria-label={`Sizes of ${countOf(layers.length, noun)}`}
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
        label="Layers"
        rows={layers.map((layer, index) => ({ ...layer, number: index + 1 }))}
        columns={columns}
        rowKey={row => String(row.number)}
      />
    </Section>
  );
}
