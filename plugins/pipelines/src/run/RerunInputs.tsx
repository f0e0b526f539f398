import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import type { JsonObject } from '@backstage/types';
import Dialog from '@material-ui/core/Dialog';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import {
  ErrorState,
  Loading,
  SchemaForm,
  useLoad,
} from '@dop/plugin-devops-react';
import type { Run, StepInstance } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { useAction } from '../components/useAction';
import { runName } from '../components/words';
import { runPath } from '../links/links';
import { pipelinesTranslationRef } from '../translation';
import { StepInputs } from './StepInputs';

/** What is run again with other values: one step, or all of it. */
export type RerunEdit =
  | { kind: 'run' }
  | { kind: 'step'; step: StepInstance; title: string };

/** Values for a run that repeats another one. */
export function RerunInputs(props: {
  run: Run;
  edit: RerunEdit;
  onClose: () => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { run, edit, onClose } = props;
  const api = useApi(pipelinesApiRef);
  const navigate = useNavigate();
  const start = useAction(
    t('rerunInputs.failed'),
    async (values: JsonObject) => {
      const next = await api.rerun(
        run.id,
        edit.kind === 'run'
          ? { from: 'all', inputs: values }
          : { from: { only: edit.step.key, inputs: values } },
      );
      navigate(runPath(next.id));
    },
  );
  return (
    <Dialog
      open
      onClose={() => !start.busy && onClose()}
      fullWidth
      maxWidth="sm"
      aria-labelledby="dop-rerun"
    >
      <DialogTitle id="dop-rerun">
        {edit.kind === 'run'
          ? t('rerunInputs.runAgain', { runName: runName(run) })
          : t('rerunInputs.runStepAgain', { title: edit.title })}
      </DialogTitle>
      <DialogContent style={{ paddingBottom: 24 }}>
        {edit.kind === 'run' ? (
          <RunInputs run={run} busy={start.busy} onStart={start.run} />
        ) : (
          <StepInputs
            run={run}
            step={edit.step}
            busy={start.busy}
            onStart={start.run}
          />
        )}
        {start.problem && <div style={{ marginTop: 16 }}>{start.problem}</div>}
      </DialogContent>
    </Dialog>
  );
}

function RunInputs(props: {
  run: Run;
  busy: boolean;
  onStart: (values: JsonObject) => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { run, busy, onStart } = props;
  const api = useApi(pipelinesApiRef);
  const workflow = useLoad(`workflow ${run.workflowId}`, () =>
    api.workflow(run.workflowId),
  );
  const [values, setValues] = useState<Record<string, unknown>>(run.inputs);
  if (workflow.error !== undefined) {
    return (
      <ErrorState
        error={workflow.error}
        title={t('rerunInputs.loadFailed')}
        onRetry={workflow.reload}
      />
    );
  }
  return workflow.value ? (
    <SchemaForm
      schema={workflow.value.inputs}
      value={values}
      onChange={setValues}
      // The form gives what the schema describes: JSON.
      onSubmit={given => onStart(given as JsonObject)}
      submitLabel={busy ? t('rerunInputs.starting') : t('rerunInputs.run')}
      busy={busy}
    />
  ) : (
    <Loading what={t('rerunInputs.form')} />
  );
}
