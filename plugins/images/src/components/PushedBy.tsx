import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { SafeLink, ShortHash } from '@dop/plugin-devops-react';
import type { ImagePush } from '@dop/plugin-images-common';
import { commitPath, entityPath, repositoryOf, runPath } from '../links';
import { imagesTranslationRef } from '../translation';

/** Run and commit, or the person, in one line of a table. */
export function PushedBy(props: { push?: ImagePush; repository: string }) {
  const { t } = useTranslationRef(imagesTranslationRef);
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
      {t('pushedBy.at', {
        run: (
          <SafeLink to={runPath(run.runId, run.instanceKey)}>
            {t('pushedBy.run', { runNumber: String(run.runNumber) })}
          </SafeLink>
        ),
        commit: (
          <ShortHash
            hash={run.commit}
            plain
            to={commitPath(repositoryOf(repository), run.commit)}
          />
        ),
        claimed: push.proof === 'claimed' ? t('pushedBy.claimed') : '',
      })}
    </span>
  );
}

export function Person({ userEntityRef }: { userEntityRef?: string }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const name = userEntityRef?.replace(/^user:(default\/)?/, '');
  return userEntityRef ? (
    <SafeLink to={entityPath(userEntityRef)}>{name}</SafeLink>
  ) : (
    <span>{t('pushedBy.somebody')}</span>
  );
}

/** `main` of `refs/heads/main` */
export function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
