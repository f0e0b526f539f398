import { useParams } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import {
  countOf,
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
  entityPath,
  filePath,
  repositoryPath,
  runPath,
} from '../links/links';
import { graphEdges, graphNodes } from '../run/runView';
import { useRuns } from '../runs/useRuns';
import { useNavigate } from 'react-router-dom';
import { DrainButton } from './DrainButton';
import { FindingsList } from './FindingsList';
import { StartRun } from './StartRun';
import { WorkflowDefinition } from './WorkflowDefinition';

const tabs = ['runs', 'definition', 'deliveries'] as const;

function brokenWords(workflow: Workflow): string {
  if (workflow.state !== 'broken') {
    return '';
  }
  return workflow.graph
    ? 'The newest file has errors; by hand the last good one runs. '
    : 'Its file has errors, so nothing runs. ';
}

function WorkflowSentence(props: {
  workflow: Workflow;
  runs: readonly RunSummary[];
}) {
  const { workflow, runs } = props;
  const ended = runs.filter(run => stateLook(run.state).final);
  const good = ended.filter(({ state }) => state === 'succeeded').length;
  const [last] = runs;
  const broken = `${
    workflow.draining
      ? 'It is drained: new runs wait until somebody lets them begin. '
      : ''
  }${brokenWords(workflow)}`;
  if (!last) {
    return (
      <Sentence state={broken ? 'warned' : undefined}>
        {broken}It has not run yet; it starts on {triggersText(workflow)}.
      </Sentence>
    );
  }
  return (
    <Sentence state={broken ? 'warned' : last.state}>
      {broken}
      <SafeLink to={runPath(last.id)}>Run #{last.number}</SafeLink>
      {` ${stateLook(last.state).word.toLowerCase()} on ${refName(last.ref)} `}
      <RelativeTime
        time={last.finishedAt ?? last.startedAt ?? last.createdAt}
      />
      {ended.length > 1 &&
        `; ${good} of the last ${countOf(ended.length, 'run')} succeeded`}
      .
    </Sentence>
  );
}

/** One workflow: what it does, how its runs went, its file. */
export function WorkflowPage() {
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
  if (!workflow) {
    return (
      <PageShell title="Workflow">
        {loaded.error === undefined ? (
          <Loading what="the workflow" />
        ) : (
          <ErrorState
            error={loaded.error}
            title="The workflow could not be loaded"
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
          <span>starts on {triggersText(workflow)}</span>
          {workflow.delivers.map(ref => (
            <span key={ref}>
              delivers <SafeLink to={entityPath(ref)}>{ref}</SafeLink>
            </span>
          ))}
        </>
      }
      sentence={<WorkflowSentence workflow={workflow} runs={runs.rows} />}
    >
      {errors.length > 0 && (
        <Section title="Errors in its file">
          <FindingsList findings={errors} />
        </Section>
      )}
      {workflow.graph && (
        <Section panel="flush">
          <Graph
            label={`Steps of ${workflow.title ?? workflow.name}`}
            nodes={graphNodes(workflow.graph)}
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
        label="About this workflow"
        tabs={[
          { id: 'runs', label: 'Runs' },
          { id: 'definition', label: 'Definition' },
          { id: 'deliveries', label: 'Deliveries' },
        ]}
      />
      <div style={{ marginTop: 16 }}>
        {tab === 'runs' && runs.error !== undefined && (
          <ErrorState
            error={runs.error}
            title="The runs could not be loaded"
            onRetry={runs.reload}
          />
        )}
        {tab === 'runs' && runs.loading && <Loading what="runs" />}
        {tab === 'runs' && !runs.loading && runs.error === undefined && (
          <RunsTable
            ofOneWorkflow
            rows={runs.rows}
            hasMore={runs.hasMore}
            onMore={runs.loadMore}
            loadingMore={runs.loadingMore}
            empty={
              <EmptyState title="It has not run yet">
                Each run shows its steps, their logs and the data between them.
                This workflow starts on {triggersText(workflow)}.
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
