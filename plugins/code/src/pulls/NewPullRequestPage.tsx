import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { NewPullRequest } from '@dop/plugin-code-common';
import {
  ErrorState,
  Loading,
  SafeLink,
  Section,
  Sentence,
  useLoad,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { EmptyRepository } from '../components/EmptyRepository';
import { RefPicker } from '../components/RefPicker';
import { useRepository } from '../components/RepositoryFrame';
import { newPullRequestPath, pullRequestPath, shortRef } from '../links';
import { codeTranslationRef } from '../translation';
import { Branch } from './Branches';
import { Comparison } from './Comparison';
import { PullRequestCommits } from './PullRequestCommits';
import { PullRequestForm } from './PullRequestForm';
import { useWork } from './useWork';

const useStyles = makeStyles(
  {
    branches: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: '8px 12px',
      margin: '0 0 16px',
    },
    branch: { display: 'flex', alignItems: 'center', gap: 12 },
  },
  { name: 'DopNewPullRequest' },
);

/** Asks that a branch be merged, with a look at what would be merged. */
export function NewPullRequestPage() {
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const classes = useStyles();
  const api = useApi(codeApiRef);
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const work = useWork();
  const { namespace, name, defaultBranch } = repository;
  const source = params.get('source') ?? '';
  const target = params.get('target') ?? defaultBranch;
  const chosen = source !== '' && source !== target;
  // Both are found out before anything is shown, so that nothing jumps.
  const preview = useLoad(
    `preview ${repository.id} ${source} ${target}`,
    async () => {
      if (!chosen) {
        return undefined;
      }
      const head = `refs/heads/${source}`;
      const [comparison, newest, open] = await Promise.all([
        api.compare(namespace, name, { base: `refs/heads/${target}`, head }),
        api.commits(namespace, name, { ref: head, limit: 1 }),
        api.pullRequests(namespace, name, { state: 'open', limit: 200 }),
      ]);
      return {
        comparison,
        title: newest.items[0]?.title || source,
        known: open.items.find(
          each => each.source === source && each.target === target,
        ),
      };
    },
  );

  const open = ({ title, description }: Omit<NewPullRequest, 'source'>) =>
    work.run(async () => {
      const { number } = await api.openPullRequest(namespace, name, {
        title,
        source,
        target,
        ...(description && { description }),
      });
      navigate(pullRequestPath(repository, number));
    });

  if (repository.empty) {
    return <EmptyRepository repository={repository} />;
  }
  if (!repository.may?.push) {
    return <p>{t('newPullRequestPage.membersOnly', { namespace })}</p>;
  }
  const { value } = preview;
  const path = (branches: { source?: string; target?: string }) =>
    newPullRequestPath(repository, {
      ...(source && { source }),
      ...(target !== defaultBranch && { target }),
      ...branches,
    });
  return (
    <>
      <Section title={t('newPullRequestPage.title')}>
        <div className={classes.branches}>
          <span className={classes.branch}>
            {t('newPullRequestPage.merge')}
            <RefPicker
              repository={repository}
              current={source}
              branchLabel={t('newPullRequestPage.source')}
              pathOf={ref => path({ source: shortRef(ref) })}
            />
          </span>
          <span className={classes.branch}>
            {t('newPullRequestPage.into')}
            <RefPicker
              repository={repository}
              current={target}
              branchLabel={t('newPullRequestPage.target')}
              pathOf={ref => path({ target: shortRef(ref) })}
            />
          </span>
        </div>
        {source === '' && <p>{t('newPullRequestPage.chooseSource')}</p>}
        {source !== '' && source === target && (
          <Sentence state="warned">
            {t('newPullRequestPage.sameBranch')}
          </Sentence>
        )}
        {chosen && preview.error !== undefined && (
          <ErrorState
            error={preview.error}
            title={t('newPullRequestPage.compareFailed')}
            onRetry={preview.reload}
          />
        )}
        {chosen && !value && preview.error === undefined && (
          <Loading what={t('newPullRequestPage.preview')} />
        )}
        {value?.comparison.commits === 0 && (
          <Sentence state="warned">
            {t('newPullRequestPage.nothing', {
              source: <Branch name={source} repository={repository} />,
              target: <Branch name={target} repository={repository} />,
            })}
          </Sentence>
        )}
        {value?.known && (
          <Sentence state="warned">
            {t('newPullRequestPage.known', {
              link: (
                <SafeLink to={pullRequestPath(repository, value.known.number)}>
                  #{value.known.number} {value.known.title}
                </SafeLink>
              ),
            })}
          </Sentence>
        )}
        {value && value.comparison.commits > 0 && !value.known && (
          <PullRequestForm
            // Another branch brings another title.
            key={`${source} ${target}`}
            title={value.title}
            description=""
            action={t('newPullRequestPage.open')}
            failure={t('newPullRequestPage.openFailed')}
            work={work}
            onSubmit={open}
          />
        )}
      </Section>
      {value && value.comparison.commits > 0 && (
        <>
          <Section
            title={t('newPullRequestPage.commits', {
              count: value.comparison.commits,
            })}
          >
            <PullRequestCommits
              head={value.comparison.head}
              since={value.comparison.base}
            />
          </Section>
          <Section title={t('newPullRequestPage.changes')}>
            <Comparison comparison={value.comparison} />
          </Section>
        </>
      )}
    </>
  );
}
