import { useSearchParams } from 'react-router-dom';
import { makeStyles } from '@material-ui/core/styles';
import {
  Bytes,
  KeyValue,
  RelativeTime,
  Section,
  ShortHash,
} from '@dop/plugin-devops-react';
import {
  imagePath,
  type ImageConfig,
  type ImageDetail,
  type PlatformImage,
} from '@dop/plugin-images-common';
import { platformName } from '../platformName';
import { History } from './History';
import { Layers } from './Layers';
import { Pairs } from './Pairs';

const useStyles = makeStyles(
  {
    choices: { display: 'flex', flexWrap: 'wrap', gap: 8, marginBottom: 16 },
    choice: {
      border: '1px solid var(--dop-border)',
      borderRadius: 8,
      padding: '6px 12px',
      background: 'var(--dop-surface)',
      color: 'var(--dop-text)',
      font: 'inherit',
      cursor: 'pointer',
      '&[aria-pressed=true]': {
        borderColor: 'var(--dop-blue)',
        background: 'var(--dop-blue-soft)',
      },
      '& small': { color: 'var(--dop-text-soft)', marginLeft: 8 },
    },
    list: { margin: 0, paddingLeft: 0, listStyle: 'none' },
    code: { overflowWrap: 'anywhere' },
  },
  { name: 'DopImagePlatforms' },
);

/** The platforms of an image; one of them with layers, configuration, history. */
export function Platforms({ image }: { image: ImageDetail }) {
  const classes = useStyles();
  const [params, setParams] = useSearchParams();
  const wanted = params.get('platform');
  const shown =
    image.platforms.find(({ digest }) => digest === wanted) ??
    image.platforms[0];
  if (!shown) {
    return null;
  }
  return (
    <>
      {image.kind === 'index' && (
        <Section title="Platforms">
          <div className={classes.choices}>
            {image.platforms.map(platform => (
              <button
                key={platform.digest}
                type="button"
                className={classes.choice}
                aria-pressed={platform === shown}
                onClick={() =>
                  setParams(
                    previous => {
                      const next = new URLSearchParams(previous);
                      next.set('platform', platform.digest);
                      return next;
                    },
                    { replace: true },
                  )
                }
              >
                {platformName(platform.platform)}
                <small>
                  <Bytes value={platform.totalSize} />
                </small>
              </button>
            ))}
          </div>
          <ShortHash
            hash={shown.digest}
            what="digest"
            to={imagePath(image.repository, shown.digest)}
          />
        </Section>
      )}
      {shown.problem && <p role="alert">{shown.problem}.</p>}
      <Layers platform={shown} kind={image.kind} />
      {shown.config && (
        <Section title="How it starts" panel>
          <Config config={shown.config} platform={shown} />
        </Section>
      )}
      {shown.history.length > 0 && (
        <Section title="History">
          <History entries={shown.history} />
        </Section>
      )}
    </>
  );
}

function Config(props: { config: ImageConfig; platform: PlatformImage }) {
  const { config, platform } = props;
  const classes = useStyles();
  const lines = (values: string[]) =>
    values.length > 0 ? (
      <ul className={classes.list}>
        {values.map(value => (
          <li key={value}>
            <code className={classes.code}>{value}</code>
          </li>
        ))}
      </ul>
    ) : undefined;
  const command = (words: string[] | undefined) =>
    words && words.length > 0 ? (
      <code className={classes.code}>{JSON.stringify(words)}</code>
    ) : undefined;
  const labels = Object.entries(config.labels);
  return (
    <KeyValue
      items={[
        ['Platform', platformName(platform.platform)],
        ['Created', config.created && <RelativeTime time={config.created} />],
        ['Entrypoint', command(config.entrypoint)],
        ['Command', command(config.command)],
        ['User', config.user || 'root (none is set)'],
        ['Work folder', config.workingDirectory || undefined],
        ['Ports', lines(config.exposedPorts)],
        ['Volumes', lines(config.volumes)],
        ['Environment', lines(config.environment)],
        ['Stop signal', config.stopSignal],
        ['Author', config.author || undefined],
        [
          'Labels',
          labels.length > 0 ? <Pairs pairs={config.labels} /> : undefined,
        ],
      ]}
    />
  );
}
