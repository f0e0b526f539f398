import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import type { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import {
  KeyValue,
  RelativeTime,
  SafeLink,
  ShortHash,
} from '@dop/plugin-devops-react';
import type {
  ClaimedSource,
  ImageDetail,
  ImagePush,
} from '@dop/plugin-images-common';
import { commitPath, repositoryOf, repositoryPath, runPath } from '../../links';
import { Person, shortRef } from '../PushedBy';
import { imagesTranslationRef } from '../../translation';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'grid',
      gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
      gap: 16,
      [theme.breakpoints.down('sm')]: { gridTemplateColumns: '1fr' },
    },
    card: {
      border: '1px solid var(--dop-border)',
      borderRadius: 8,
      background: 'var(--dop-surface)',
      padding: 16,
      minWidth: 0,
    },
    proved: { borderTop: '3px solid var(--dop-green)' },
    claimed: { borderTop: '3px solid var(--dop-amber)' },
    title: { margin: 0, fontSize: '0.9rem', fontWeight: 600 },
    note: { margin: '2px 0 12px', color: 'var(--dop-text-soft)' },
    push: {
      '& + &': {
        marginTop: 12,
        paddingTop: 12,
        borderTop: '1px solid var(--dop-border)',
      },
    },
  }),
  { name: 'DopImageProvenance' },
);

/** What is proved about the origin of an image, and apart from it what is claimed. */
export function Provenance({ image }: { image: ImageDetail }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const classes = useStyles();
  const byRun = (push: ImagePush) => (push.run ? 0 : 1);
  const proved = image.pushes
    .filter(({ proof }) => proof === 'proved')
    .sort((a, b) => byRun(a) - byRun(b));
  const claimed = image.pushes.filter(({ proof }) => proof === 'claimed');
  const labels = labelItems(t, image.claimed);
  return (
    <div className={classes.root}>
      <section className={`${classes.card} ${classes.proved}`}>
        <h3 className={classes.title}>{t('provenance.proved')}</h3>
        <p className={classes.note}>{t('provenance.provedHelp')}</p>
        {proved.length === 0 && <p>{t('provenance.nothingIsProved')}</p>}
        {proved.map(push => (
          <div key={push.id} className={classes.push}>
            <Push push={push} repository={image.repository} />
          </div>
        ))}
      </section>
      <section className={`${classes.card} ${classes.claimed}`}>
        <h3 className={classes.title}>{t('provenance.claimed')}</h3>
        <p className={classes.note}>{t('provenance.claimedHelp')}</p>
        {claimed.map(push => (
          <div key={push.id} className={classes.push}>
            <Push push={push} repository={image.repository} />
          </div>
        ))}
        {labels.length > 0 && (
          <div className={classes.push}>
            <KeyValue items={labels} />
          </div>
        )}
        {claimed.length + labels.length === 0 && (
          <p>{t('provenance.nothingIsClaimed')}</p>
        )}
      </section>
    </div>
  );
}

function Push(props: { push: ImagePush; repository: string }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const { push, repository } = props;
  const { run } = push;
  const owner = repositoryOf(repository);
  return (
    <KeyValue
      items={[
        [
          t('provenance.run'),
          run && (
            <SafeLink to={runPath(run.runId, run.instanceKey)}>
              {t('provenance.stepAttempt', {
                workflow: run.workflowName ? `${run.workflowName} ` : '',
                runNumber: String(run.runNumber),
                instanceKey: run.instanceKey,
                attempt: String(run.attempt),
              })}
            </SafeLink>
          ),
        ],
        [
          t('provenance.commit'),
          run && (
            <ShortHash hash={run.commit} to={commitPath(owner, run.commit)} />
          ),
        ],
        [
          t('provenance.ref'),
          run && `${shortRef(run.ref)}${run.protectedRef ? ', protected' : ''}`,
        ],
        [
          t('provenance.repository'),
          run && <SafeLink to={repositoryPath(owner)}>{owner}</SafeLink>,
        ],
        [
          t('provenance.isolated'),
          run &&
            (run.isolated ? t('provenance.yes') : t('provenance.notIsolated')),
        ],
        [
          t('provenance.person'),
          push.userEntityRef && <Person userEntityRef={push.userEntityRef} />,
        ],
        [t('provenance.tag'), push.tag],
        [t('provenance.pushed'), <RelativeTime time={push.pushedAt} />],
      ]}
    />
  );
}

function labelItems(
  t: TranslationFunction<typeof imagesTranslationRef.T>,
  claimed: ClaimedSource,
): [string, ReactNode][] {
  const { source, revision, created, version, title } = claimed;
  const { description, licenses } = claimed;
  const items: [string, ReactNode][] = [
    [t('provenance.title'), title],
    [t('provenance.description'), description],
    [
      t('provenance.source'),
      source && <SafeLink to={source}>{source}</SafeLink>,
    ],
    [t('provenance.revision'), revision],
    [t('provenance.version'), version],
    [t('provenance.created'), created],
    [t('provenance.licenses'), licenses],
  ];
  return items.filter(([, value]) => value);
}
