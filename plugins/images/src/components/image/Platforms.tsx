import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { imagesTranslationRef } from '../../translation';

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
  const { t } = useTranslationRef(imagesTranslationRef);
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
        <Section title={t('platforms.platforms')}>
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
            what={t('platforms.digest')}
            to={imagePath(image.repository, shown.digest)}
          />
        </Section>
      )}
      {shown.problem && <p role="alert">{shown.problem}.</p>}
      <Layers platform={shown} kind={image.kind} />
      {shown.config && (
        <Section title={t('platforms.howItStarts')} panel>
          <Config config={shown.config} platform={shown} />
        </Section>
      )}
      {shown.history.length > 0 && (
        <Section title={t('platforms.history')}>
          <History entries={shown.history} />
        </Section>
      )}
    </>
  );
}

function Config(props: { config: ImageConfig; platform: PlatformImage }) {
  const { t } = useTranslationRef(imagesTranslationRef);
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
        [t('platforms.platform'), platformName(platform.platform)],
        [
          t('platforms.created'),
          config.created && <RelativeTime time={config.created} />,
        ],
        [t('platforms.entrypoint'), command(config.entrypoint)],
        [t('platforms.command'), command(config.command)],
        [t('platforms.user'), config.user || t('platforms.root')],
        [t('platforms.workFolder'), config.workingDirectory || undefined],
        [t('platforms.ports'), lines(config.exposedPorts)],
        [t('platforms.volumes'), lines(config.volumes)],
        [t('platforms.environment'), lines(config.environment)],
        [t('platforms.stopSignal'), config.stopSignal],
        [t('platforms.author'), config.author || undefined],
        [
          t('platforms.labels'),
          labels.length > 0 ? <Pairs pairs={config.labels} /> : undefined,
        ],
      ]}
    />
  );
}
