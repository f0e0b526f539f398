import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Duration,
  RelativeTime,
  SafeLink,
  ShortHash,
  StateLabel,
} from '@dop/plugin-devops-react';
import type { Run } from '@dop/plugin-pipelines-common';
import {
  commitPath,
  pullRequestPath,
  repositoryPath,
  runPath,
  runsOfPath,
  workflowPath,
} from '../links/links';
import { TriggerMark } from '../components/TriggerMark';
import {
  actorName,
  eventName,
  refName,
  triggerWords,
} from '../components/words';
import { pipelinesTranslationRef } from '../translation';

/** State, workflow and number. */
export function RunTitle({ run }: { run: Run }) {
  return (
    <>
      <StateLabel
        state={run.state}
        // What waits for a person looks so, whatever else it waits for.
        reason={
          run.steps.some(({ wait }) => wait?.kind === 'approval')
            ? 'approval'
            : undefined
        }
        pill
      />
      <span style={{ flex: '1 1 0', minWidth: '12ch' }}>
        <SafeLink to={workflowPath(run.workflowId)} quiet>
          {run.workflowTitle ?? run.workflowName}
        </SafeLink>{' '}
        #{run.number}
      </span>
    </>
  );
}

/** What started it, with the way there. */
function Trigger({ run }: { run: Run }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { number, title, target, type, data } = run.envelope.event;
  if (run.trigger === 'pullRequest' && number !== undefined) {
    return (
      <>
        {t('runFacts.byPullRequest', {
          link: (
            <SafeLink to={pullRequestPath(run.repository, number)}>
              #{number} {title}
            </SafeLink>
          ),
          target: target ?? '',
        })}
      </>
    );
  }
  if (run.trigger === 'event' && type) {
    const dop = data?.customData?.dop;
    const runId =
      typeof dop === 'object' && dop !== null && !Array.isArray(dop)
        ? dop.runId
        : undefined;
    return (
      <span title={type}>
        {typeof runId === 'string'
          ? t('runFacts.byEventOfRun', {
              type: eventName(type),
              run: (
                <SafeLink to={runPath(runId)}>{t('runFacts.aRun')}</SafeLink>
              ),
            })
          : t('runFacts.byEvent', { type: eventName(type) })}
      </span>
    );
  }
  return (
    <>
      {run.trigger === 'manual'
        ? triggerWords(t, run.trigger)
        : t('runFacts.byTrigger', { trigger: triggerWords(t, run.trigger) })}
    </>
  );
}

/** Commit, branch, trigger, who, times. */
export function RunFacts({ run }: { run: Run }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const branch = refName(run.ref);
  return (
    <>
      <span>
        <ShortHash
          hash={run.commit}
          to={commitPath(run.repository, run.commit)}
        />{' '}
        {run.message && (
          <span style={{ color: 'var(--dop-text)' }}>{run.message}</span>
        )}
        {run.envelope.event.author &&
          t('runFacts.byAuthor', {
            author: run.envelope.event.author.replace(/\s*<.*>$/, ''),
          })}
      </span>
      <span>
        {t('runFacts.repositoryOnBranch', {
          repository: (
            <SafeLink to={repositoryPath(run.repository)}>
              {run.repository}
            </SafeLink>
          ),
          branch: (
            <SafeLink to={runsOfPath({ workflowId: run.workflowId, branch })}>
              {branch}
            </SafeLink>
          ),
        })}
      </span>
      <span>
        <TriggerMark trigger={run.trigger} />
        <Trigger run={run} />
        {`, ${actorName(t, run.actor)}`}
      </span>
      <span>
        <RelativeTime time={run.startedAt ?? run.createdAt} />
      </span>
      <span>
        <Duration from={run.startedAt} to={run.finishedAt} />
      </span>
      {run.parent && (
        <span>
          {t('runFacts.aStepOf', {
            run: (
              <SafeLink to={runPath(run.parent.id)}>
                #{run.parent.number}
              </SafeLink>
            ),
          })}
        </span>
      )}
      {run.children && run.children.length > 0 && (
        <span>
          {t('runFacts.runs', {
            runs: (
              <>
                {run.children
                  .slice(0, 10)
                  .map(({ id, number, instanceKey }, index) => (
                    <span key={id}>
                      {index > 0 && ', '}
                      <SafeLink to={runPath(id)}>
                        {instanceKey} #{number}
                      </SafeLink>
                    </span>
                  ))}
              </>
            ),
            more:
              run.children.length > 10
                ? t('runFacts.andMore', {
                    number: String(run.children.length - 10),
                  })
                : '',
          })}
        </span>
      )}
      {run.rerunOf && (
        <span>
          {t('runFacts.repeats', {
            run: (
              <SafeLink to={runPath(run.rerunOf.id)}>
                #{run.rerunOf.number}
              </SafeLink>
            ),
          })}
        </span>
      )}
      {run.reruns.length > 0 && (
        <span>
          {t('runFacts.repeatedAs', {
            runs: (
              <>
                {run.reruns.map(({ id, number }, index) => (
                  <span key={id}>
                    {index > 0 && ', '}
                    <SafeLink to={runPath(id)}>#{number}</SafeLink>
                  </span>
                ))}
              </>
            ),
          })}
        </span>
      )}
    </>
  );
}
