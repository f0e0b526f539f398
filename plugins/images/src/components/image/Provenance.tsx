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
  const classes = useStyles();
  const byRun = (push: ImagePush) => (push.run ? 0 : 1);
  const proved = image.pushes
    .filter(({ proof }) => proof === 'proved')
    .sort((a, b) => byRun(a) - byRun(b));
  const claimed = image.pushes.filter(({ proof }) => proof === 'claimed');
  const labels = labelItems(image.claimed);
  return (
    <div className={classes.root}>
      <section className={`${classes.card} ${classes.proved}`}>
        <h3 className={classes.title}>Proved</h3>
        <p className={classes.note}>
          The token that pushed it belongs to this run or person, and nobody
          else had it.
        </p>
        {proved.length === 0 && <p>Nothing is proved.</p>}
        {proved.map(push => (
          <div key={push.id} className={classes.push}>
            <Push push={push} repository={image.repository} />
          </div>
        ))}
      </section>
      <section className={`${classes.card} ${classes.claimed}`}>
        <h3 className={classes.title}>Claimed</h3>
        <p className={classes.note}>
          Said by labels that anybody can write, or by steps that were not
          isolated from each other.
        </p>
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
        {claimed.length + labels.length === 0 && <p>Nothing is claimed.</p>}
      </section>
    </div>
  );
}

function Push(props: { push: ImagePush; repository: string }) {
  const { push, repository } = props;
  const { run } = push;
  const owner = repositoryOf(repository);
  return (
    <KeyValue
      items={[
        [
          'Run',
          run && (
            <SafeLink to={runPath(run.runId, run.instanceKey)}>
              {run.workflowName ? `${run.workflowName} ` : ''}#{run.runNumber},
              step {run.instanceKey}, attempt {run.attempt}
            </SafeLink>
          ),
        ],
        [
          'Commit',
          run && (
            <ShortHash hash={run.commit} to={commitPath(owner, run.commit)} />
          ),
        ],
        [
          'Ref',
          run && `${shortRef(run.ref)}${run.protectedRef ? ', protected' : ''}`,
        ],
        [
          'Repository',
          run && <SafeLink to={repositoryPath(owner)}>{owner}</SafeLink>,
        ],
        [
          'Isolated',
          run &&
            (run.isolated
              ? 'yes'
              : "no: the step shared the portal's user with others"),
        ],
        [
          'Person',
          push.userEntityRef && <Person userEntityRef={push.userEntityRef} />,
        ],
        ['Tag', push.tag],
        ['Pushed', <RelativeTime time={push.pushedAt} />],
      ]}
    />
  );
}

function labelItems(claimed: ClaimedSource): [string, ReactNode][] {
  const { source, revision, created, version, title } = claimed;
  const { description, licenses } = claimed;
  const items: [string, ReactNode][] = [
    ['Title', title],
    ['Description', description],
    ['Source', source && <SafeLink to={source}>{source}</SafeLink>],
    ['Revision', revision],
    ['Version', version],
    ['Created', created],
    ['Licenses', licenses],
  ];
  return items.filter(([, value]) => value);
}
