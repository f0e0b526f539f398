import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  ErrorState,
  Loading,
  PageShell,
  TextHistory,
  useLoad,
} from '@dop/plugin-devops-react';
import { newWorkflowText } from '@dop/plugin-pipelines-common';
import { workflowsPath } from '../links/links';
import { pipelinesTranslationRef } from '../translation';
import { useCode } from './file/useCode';
import { useWorkflowFile, type WorkflowFile } from './file/useWorkflowFile';
import { NewWorkflow } from './NewWorkflow';
import { WorkflowEditor } from './WorkflowEditor';

/** `.dop/delivery.yaml` as the name of a workflow. */
function nameOf(path: string): string {
  const name = (path.split('/').pop() ?? '')
    .replace(/\.ya?ml$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name || 'workflow';
}

function Opened({ file, mayPush }: { file: WorkflowFile; mayPush: boolean }) {
  const { path } = file;
  const loaded = file.loaded!;
  // Begun once for each time that the file is opened: saving keeps what can be
  // undone.
  const [history] = useState(() =>
    TextHistory.create(
      loaded.exists ? loaded.text : newWorkflowText({ name: nameOf(path) }),
    ),
  );
  return <WorkflowEditor file={file} history={history} readOnly={!mayPush} />;
}

function EditedFile(props: {
  repository: string;
  path: string;
  branch: string;
  mayPush: boolean;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { repository, path, branch, mayPush } = props;
  const file = useWorkflowFile({ repository, ref: branch, path });
  if (file.loaded) {
    return <Opened key={file.opened} file={file} mayPush={mayPush} />;
  }
  return (
    <PageShell
      title={t('editor.page.editorOf', { path })}
      crumbs={[{ label: t('editor.page.workflows'), to: workflowsPath }]}
    >
      {file.error === undefined ? (
        <Loading what={t('editor.page.loading')} />
      ) : (
        <ErrorState
          error={file.error}
          title={t('editor.page.loadFailed', { path })}
          onRetry={file.reload}
        />
      )}
    </PageShell>
  );
}

function InRepository(props: {
  repository: string;
  path: string;
  wanted: string | undefined;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { repository, path, wanted } = props;
  const code = useCode();
  const record = useLoad(`repository ${repository}`, () => {
    const [namespace = '', name = ''] = repository.split('/');
    return code.repository(namespace, name);
  });
  if (record.value) {
    const branch =
      wanted?.replace(/^refs\/heads\//, '') ?? record.value.defaultBranch;
    return (
      <EditedFile
        repository={repository}
        path={path}
        branch={branch}
        mayPush={record.value.may?.push ?? false}
      />
    );
  }
  return (
    <PageShell
      title={t('editor.page.editorOf', { path })}
      crumbs={[{ label: t('editor.page.workflows'), to: workflowsPath }]}
    >
      {record.error === undefined ? (
        <Loading what={t('editor.page.loading')} />
      ) : (
        <ErrorState
          error={record.error}
          title={t('editor.page.repositoryFailed')}
          onRetry={record.reload}
        />
      )}
    </PageShell>
  );
}

/** The editor of one workflow file, named by the address; or where to begin one. */
export function EditorPage() {
  const [params] = useSearchParams();
  const repository = params.get('repository') ?? undefined;
  const path = params.get('path') ?? undefined;
  if (!repository || !path) {
    return <NewWorkflow repository={repository} />;
  }
  return (
    <InRepository
      repository={repository}
      path={path}
      wanted={params.get('ref') ?? undefined}
    />
  );
}
