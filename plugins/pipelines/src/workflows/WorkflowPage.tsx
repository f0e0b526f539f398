import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import {
  EmptyState,
  ErrorState,
  Graph,
  Loading,
  PageShell,
  SafeLink,
  Section,
  Sentence,
  stateLook,
  TabBar,
  useLoad,
  useKeys,
  useStateWords,
  useTab,
  RelativeTime,
} from '@dop/plugin-devops-react';
import type { RunSummary, Workflow } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { RunsTable } from '../components/RunsTable';
import { refName, triggersText } from '../components/words';
import { DeliveriesTable } from '../deliveries/DeliveriesTable';
import {
  componentPath,
  editorPath,
  entityPath,
  filePath,
  repositoryPath,
  runPath,
} from '../links/links';
import { graphEdges, graphNodes } from '../run/runView';
import { useRuns } from '../runs/useRuns';
import Button from '@material-ui/core/Button';
import { Link, useNavigate } from 'react-router-dom';
import { DrainButton } from './DrainButton';
import { FindingsList } from './FindingsList';
import { StartRun } from './StartRun';
import { WorkflowDefinition } from './WorkflowDefinition';
import { pipelinesTranslationRef, type Translate } from '../translation';

const tabs = ['runs', 'definition', 'deliveries'] as const;

function brokenWords(t: Translate, workflow: Workflow): string {
  if (workflow.state !== 'broken') {
    return '';
  }
  return workflow.graph
    ? t('workflowPage.lastGoodRuns')
    : t('workflowPage.nothingRuns');
}

function WorkflowSentence(props: {
  workflow: Workflow;
  runs: readonly RunSummary[];
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const words = useStateWords();
  const { workflow, runs } = props;
  const ended = runs.filter(run => stateLook(run.state).final);
  const good = ended.filter(({ state }) => state === 'succeeded').length;
  const [last] = runs;
  const broken = `${
    workflow.draining ? t('workflowPage.drained') : ''
  }${brokenWords(t, workflow)}`;
  if (!last) {
    return (
      <Sentence state={broken ? 'warned' : undefined}>
        {t('workflowPage.neverRan', {
          broken,
          triggers: triggersText(t, workflow),
        })}
      </Sentence>
    );
  }
  return (
    <Sentence state={broken ? 'warned' : last.state}>
      {broken}
      <SafeLink to={runPath(last.id)}>
        {t('workflowPage.run', { number: String(last.number) })}
      </SafeLink>
      {t('workflowPage.endedOn', {
        outcome: words.inText(last.state),
        ref: refName(last.ref),
      })}
      <RelativeTime
        time={last.finishedAt ?? last.startedAt ?? last.createdAt}
      />
      {ended.length > 1 &&
        t('workflowPage.successRate', {
          good: String(good),
          count: ended.length,
        })}
      .
    </Sentence>
  );
}

/** One workflow: what it does, how its runs went, its file. */
export function WorkflowPage() {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { id = '' } = useParams();
  const api = useApi(pipelinesApiRef);
  const navigate = useNavigate();
  const loaded = useLoad(`workflow ${id}`, () => api.workflow(id));
  const runs = useRuns({ workflowId: id });
  const findings = useLoad(`findings of ${id}`, () =>
    api.findings({ workflowId: id, limit: 100 }),
  );
  const tab = useTab(tabs);
  const workflow = loaded.value;
  const edited =
    workflow &&
    editorPath({
      repository: workflow.repository,
      path: workflow.path,
    });
  useKeys(
    edited
      ? { e: { label: t('workflowPage.edit'), run: () => navigate(edited) } }
      : {},
  );
  if (!workflow) {
    return (
      <PageShell title={t('workflowPage.workflow')}>
        {loaded.error === undefined ? (
          <Loading what={t('workflowPage.workflowInText')} />
        ) : (
          <ErrorState
            error={loaded.error}
            title={t('workflowPage.loadFailed')}
            onRetry={loaded.reload}
          />
        )}
      </PageShell>
    );
  }
  const errors = (findings.value?.items ?? []).filter(
    ({ severity }) => severity === 'error',
  );
  return (
    <PageShell
      title={workflow.title ?? workflow.name}
      actions={
        <>
          <StartRun workflow={workflow} />
          <Button
            size="small"
            variant="outlined"
            component={Link}
            to={editorPath({
              repository: workflow.repository,
              path: workflow.path,
            })}
          >
            {t('workflowPage.edit')}
          </Button>
          <DrainButton workflow={workflow} onChange={loaded.setValue} />
        </>
      }
      facts={
        <>
          <span>
            <SafeLink to={repositoryPath(workflow.repository)}>
              {workflow.repository}
            </SafeLink>
          </span>
          <span>
            <SafeLink
              to={filePath(
                workflow.repository,
                workflow.commit ?? 'HEAD',
                workflow.path,
              )}
            >
              {workflow.path}
            </SafeLink>
          </span>
          <span>
            {t('workflowPage.startsOn', {
              triggers: triggersText(t, workflow),
            })}
          </span>
          {workflow.delivers.map(ref => (
            <span key={ref}>
              {t('workflowPage.delivers', {
                link: <SafeLink to={entityPath(ref)}>{ref}</SafeLink>,
              })}
            </span>
          ))}
        </>
      }
      sentence={<WorkflowSentence workflow={workflow} runs={runs.rows} />}
    >
      {errors.length > 0 && (
        <Section title={t('workflowPage.errors')}>
          <FindingsList findings={errors} />
        </Section>
      )}
      {workflow.graph && (
        <Section panel="flush">
          <Graph
            label={t('workflowPage.stepsOf', {
              value: workflow.title ?? workflow.name,
            })}
            nodes={graphNodes(t, workflow.graph)}
            edges={graphEdges(workflow.graph)}
            onSelectNode={stepId => {
              const step = workflow.graph?.steps.find(
                each => each.id === stepId,
              );
              const used = step?.component ?? step?.uses;
              if (used) {
                navigate(componentPath(used));
              }
            }}
          />
        </Section>
      )}
      <TabBar
        label={t('workflowPage.tabs')}
        tabs={[
          { id: 'runs', label: t('workflowPage.runs') },
          { id: 'definition', label: t('workflowPage.definition') },
          { id: 'deliveries', label: t('workflowPage.deliveries') },
        ]}
      />
      <div style={{ marginTop: 16 }}>
        {tab === 'runs' && runs.error !== undefined && (
          <ErrorState
            error={runs.error}
            title={t('workflowPage.runsFailed')}
            onRetry={runs.reload}
          />
        )}
        {tab === 'runs' && runs.loading && (
          <Loading what={t('workflowPage.runsInText')} />
        )}
        {tab === 'runs' && !runs.loading && runs.error === undefined && (
          <RunsTable
            ofOneWorkflow
            rows={runs.rows}
            hasMore={runs.hasMore}
            onMore={runs.loadMore}
            loadingMore={runs.loadingMore}
            empty={
              <EmptyState title={t('workflowPage.empty')}>
                {t('workflowPage.emptyHelp', {
                  triggers: triggersText(t, workflow),
                })}
              </EmptyState>
            }
          />
        )}
        {tab === 'definition' && (
          <WorkflowDefinition
            workflow={workflow}
            findings={findings.value?.items ?? []}
          />
        )}
        {tab === 'deliveries' && (
          <DeliveriesTable repositoryId={workflow.repositoryId} />
        )}
      </div>
    </PageShell>
  );
}
