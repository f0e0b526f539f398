import { useState } from 'react';
import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type { PullRequest, PullRequestChange } from '@dop/plugin-code-common';
import {
  ErrorState,
  RelativeTime,
  SafeLink,
  Sentence,
  ShortHash,
  shortHash,
  useKeys,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { Markdown, webLink } from '../components/Markdown';
import { useRepository } from '../components/RepositoryFrame';
import { commitPath, shortUser, type RepositoryName } from '../links';
import { codeTranslationRef } from '../translation';
import { Branch } from './Branches';
import { PullRequestForm } from './PullRequestForm';
import { pullMarks } from './PullState';
import { useWork } from './useWork';

const useStyles = makeStyles(
  {
    row: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: '8px 12px',
      margin: '0 0 8px',
    },
    title: {
      flex: '1 1 240px',
      fontSize: '1.125rem',
      margin: 0,
      overflowWrap: 'anywhere',
    },
    buttons: { display: 'flex', gap: 8 },
    soft: { color: 'var(--dop-text-soft)' },
    facts: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: '4px 16px',
      margin: '8px 0 16px',
      color: 'var(--dop-text-soft)',
    },
    description: { margin: '0 0 8px' },
  },
  { name: 'DopPullRequestHead' },
);

/** What a pull request says, where it stands, and how to change that. */
export function PullRequestHead(props: {
  pull: PullRequest;
  /** How many commits it brings, once that is known. */
  commits: number | undefined;
  onChanged: (pull: PullRequest) => void;
}) {
  const { pull, commits, onChanged } = props;
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const classes = useStyles();
  const api = useApi(codeApiRef);
  const [editing, setEditing] = useState(false);
  const work = useWork();
  const mayEdit = pull.may.change && !editing;
  useKeys(
    mayEdit
      ? {
          e: {
            label: t('pullRequestHead.edit'),
            run: () => setEditing(true),
          },
        }
      : {},
  );

  const change = (what: PullRequestChange) =>
    work.run(async () => {
      const { namespace, name } = repository;
      onChanged(
        await api.changePullRequest(namespace, name, pull.number, what),
      );
    });

  return (
    <>
      {editing ? (
        <PullRequestForm
          title={pull.title}
          description={pull.description}
          action={t('pullRequestHead.save')}
          failure={t('pullRequestHead.failed')}
          work={work}
          onCancel={() => setEditing(false)}
          onSubmit={async texts => {
            if (await change(texts)) {
              setEditing(false);
            }
          }}
        />
      ) : (
        <div className={classes.row}>
          <h2 className={classes.title}>
            {pull.title} <span className={classes.soft}>#{pull.number}</span>
          </h2>
          {mayEdit && (
            <span className={classes.buttons}>
              <Button
                size="small"
                variant="outlined"
                onClick={() => setEditing(true)}
              >
                {t('pullRequestHead.edit')}
              </Button>
              {pull.state === 'open' && (
                <Button
                  size="small"
                  variant="outlined"
                  disabled={work.busy}
                  onClick={() => change({ state: 'closed' })}
                >
                  {t('pullRequestHead.close')}
                </Button>
              )}
              {pull.state === 'closed' && (
                <Button
                  size="small"
                  variant="outlined"
                  disabled={work.busy}
                  onClick={() => change({ state: 'open' })}
                >
                  {t('pullRequestHead.reopen')}
                </Button>
              )}
            </span>
          )}
        </div>
      )}
      <Sentence state={pullMarks[pull.state]}>
        {sentenceOf(t, pull, repository, commits)}
      </Sentence>
      <div className={classes.facts}>
        <span>
          {t('pullRequestHead.opened', {
            author: shortUser(pull.author),
            time: <RelativeTime time={pull.createdAt} />,
          })}
        </span>
        <ShortHash hash={pull.head} to={commitPath(repository, pull.head)} />
      </div>
      {work.error !== undefined && !editing && (
        <div className={classes.description}>
          <ErrorState error={work.error} title={t('pullRequestHead.failed')} />
        </div>
      )}
      {!editing && pull.description && (
        <div className={classes.description}>
          <Markdown text={pull.description} linkOf={webLink} />
        </div>
      )}
    </>
  );
}

function sentenceOf(
  t: TranslationFunction<typeof codeTranslationRef.T>,
  pull: PullRequest,
  repository: RepositoryName,
  commits: number | undefined,
) {
  const branches = {
    source: <Branch name={pull.source} repository={repository} />,
    target: <Branch name={pull.target} repository={repository} />,
  };
  const time = <RelativeTime time={pull.closedAt ?? pull.updatedAt} />;
  if (pull.state === 'open') {
    const { mergeable = 'unknown' } = pull.merge ?? {};
    const wants = {
      author: shortUser(pull.author),
      verdict: t(`pullRequestHead.verdict.${mergeable}`),
      ...branches,
    };
    return commits === undefined
      ? t('pullRequestHead.wants', wants)
      : t('pullRequestHead.wantsCommits', { count: commits, ...wants });
  }
  const by = pull.closedBy
    ? t('pullRequestHead.by', { who: shortUser(pull.closedBy) })
    : '';
  if (pull.state === 'closed') {
    return t('pullRequestHead.closed', { by, time });
  }
  return t('pullRequestHead.merged', {
    ...branches,
    by,
    time,
    as: pull.mergeCommit
      ? t('pullRequestHead.as', {
          commit: (
            <SafeLink to={commitPath(repository, pull.mergeCommit)}>
              {shortHash(pull.mergeCommit)}
            </SafeLink>
          ),
        })
      : '',
  });
}
