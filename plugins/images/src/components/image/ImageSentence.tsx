import {
  Bytes,
  RelativeTime,
  SafeLink,
  Sentence,
  ShortHash,
} from '@dop/plugin-devops-react';
import type { ImageDetail } from '@dop/plugin-images-common';
import { commitPath, repositoryOf, runPath } from '../../links';
import { Person, shortRef } from '../PushedBy';
import { originOf } from './originOf';

/** "Built by run #12 from 3f2a1c on main, pushed 2 h ago: linux/amd64, 12 MiB." */
export function ImageSentence({ image }: { image: ImageDetail }) {
  const push = originOf(image.pushes);
  const tail = (
    <>
      {' '}
      <RelativeTime time={push?.pushedAt ?? image.pushedAt} />. {kindOf(image)},{' '}
      <Bytes value={image.totalSize} />.
    </>
  );
  if (!push) {
    return <Sentence>Pushed{tail}</Sentence>;
  }
  const { run } = push;
  if (!run) {
    return (
      <Sentence>
        Pushed by <Person userEntityRef={push.userEntityRef} />, not by a run,
        {tail}
      </Sentence>
    );
  }
  return (
    <Sentence>
      {push.proof === 'proved' ? 'Built' : 'Said to be built'} by{' '}
      <SafeLink to={runPath(run.runId, run.instanceKey)}>
        run #{run.runNumber}
      </SafeLink>
      {run.workflowName && ` of ${run.workflowName}`} from{' '}
      <ShortHash
        hash={run.commit}
        plain
        to={commitPath(repositoryOf(image.repository), run.commit)}
      />{' '}
      on {shortRef(run.ref)},{tail}
    </Sentence>
  );
}

function kindOf(image: ImageDetail): string {
  if (image.kind === 'artifact') {
    return `No image but an artifact (${image.artifactType ?? 'unknown type'})`;
  }
  const [first] = image.platforms;
  if (image.platforms.length !== 1) {
    return `${image.platforms.length} platforms`;
  }
  return first.platform
    ? `For ${first.platform.os}/${first.platform.architecture}`
    : 'One platform';
}
