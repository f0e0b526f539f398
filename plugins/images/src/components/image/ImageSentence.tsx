import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
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
import { imagesTranslationRef } from '../../translation';

/** "Built by run #12 from 3f2a1c on main, pushed 2 h ago: linux/amd64, 12 MiB." */
export function ImageSentence({ image }: { image: ImageDetail }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const push = originOf(image.pushes);
  const tail = (
    <>
      {' '}
      <RelativeTime time={push?.pushedAt ?? image.pushedAt} />.{' '}
      {kindOf(t, image)}, <Bytes value={image.totalSize} />.
    </>
  );
  if (!push) {
    return <Sentence>{t('imageSentence.pushed', { tail })}</Sentence>;
  }
  const { run } = push;
  if (!run) {
    return (
      <Sentence>
        {t('imageSentence.pushedBy', {
          person: <Person userEntityRef={push.userEntityRef} />,
          tail,
        })}
      </Sentence>
    );
  }
  const origin = {
    run: (
      <SafeLink to={runPath(run.runId, run.instanceKey)}>
        {t('imageSentence.run', { runNumber: String(run.runNumber) })}
      </SafeLink>
    ),
    workflow: run.workflowName
      ? t('imageSentence.of', { workflowName: run.workflowName })
      : '',
    commit: (
      <ShortHash
        hash={run.commit}
        plain
        to={commitPath(repositoryOf(image.repository), run.commit)}
      />
    ),
    ref: shortRef(run.ref),
    tail,
  };
  return (
    <Sentence>
      {push.proof === 'proved'
        ? t('imageSentence.built', origin)
        : t('imageSentence.claimed', origin)}
    </Sentence>
  );
}

function kindOf(
  t: TranslationFunction<typeof imagesTranslationRef.T>,
  image: ImageDetail,
): string {
  if (image.kind === 'artifact') {
    return t('imageSentence.artifact', {
      value: image.artifactType ?? t('imageSentence.unknownType'),
    });
  }
  const [first] = image.platforms;
  if (image.platforms.length !== 1) {
    return t('imageSentence.platforms', {
      number: String(image.platforms.length),
    });
  }
  return first.platform
    ? t('imageSentence.for', {
        os: first.platform.os,
        architecture: first.platform.architecture,
      })
    : t('imageSentence.onePlatform');
}
