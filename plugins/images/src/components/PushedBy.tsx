import { SafeLink, ShortHash } from '@dop/plugin-devops-react';
import type { ImagePush } from '@dop/plugin-images-common';
import { commitPath, entityPath, repositoryOf, runPath } from '../links';

/** Run and commit, or the person, in one line of a table. */
export function PushedBy(props: { push?: ImagePush; repository: string }) {
  const { push, repository } = props;
  if (!push) {
    return <span>–</span>;
  }
  const { run } = push;
  if (!run) {
    return <Person userEntityRef={push.userEntityRef} />;
  }
  return (
    <span>
      <SafeLink to={runPath(run.runId, run.instanceKey)}>
        run #{run.runNumber}
      </SafeLink>{' '}
      at{' '}
      <ShortHash
        hash={run.commit}
        plain
        to={commitPath(repositoryOf(repository), run.commit)}
      />
      {push.proof === 'claimed' && ' (claimed)'}
    </span>
  );
}

export function Person({ userEntityRef }: { userEntityRef?: string }) {
  const name = userEntityRef?.replace(/^user:(default\/)?/, '');
  return userEntityRef ? (
    <SafeLink to={entityPath(userEntityRef)}>{name}</SafeLink>
  ) : (
    <span>somebody</span>
  );
}

/** `main` of `refs/heads/main` */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
