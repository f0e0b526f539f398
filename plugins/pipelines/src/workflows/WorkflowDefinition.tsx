import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  CodeBlock,
  ErrorState,
  Loading,
  useLoad,
} from '@dop/plugin-devops-react';
import type { Workflow, WorkflowFinding } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../translation';

/** The file of a workflow with its findings in place. */
export function WorkflowDefinition(props: {
  workflow: Workflow;
  findings: readonly WorkflowFinding[];
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { workflow, findings } = props;
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  // A broken file is shown as it is, at the commit that its findings are of.
  const own = findings.filter(({ file }) => file === workflow.path);
  const ref = workflow.state === 'broken' ? own[0]?.commit : workflow.commit;
  const loaded = useLoad(`${workflow.id} ${ref}`, async () => {
    const base = await discoveryApi.getBaseUrl('code');
    const query = new URLSearchParams({ path: workflow.path });
    if (ref) {
      query.set('ref', ref);
    }
    const response = await fetchApi.fetch(
      `${base}/repositories/${workflow.repository
        .split('/')
        .map(encodeURIComponent)
        .join('/')}/blob?${query}`,
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.text();
  });
  if (loaded.error !== undefined) {
    return (
      <ErrorState
        error={loaded.error}
        title={t('workflowDefinition.loadFailed', { path: workflow.path })}
        onRetry={loaded.reload}
      />
    );
  }
  return loaded.value === undefined ? (
    <Loading what={workflow.path} />
  ) : (
    <CodeBlock
      code={loaded.value}
      language="yaml"
      notes={own
        .filter(({ commit }) => !ref || commit === ref)
        .map(({ line, severity, message }) => ({
          line,
          severity,
          text: message,
        }))}
    />
  );
}
