import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import type { JsonObject } from '@backstage/types';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
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
import { pipelinesTranslationRef, type Translate } from '../translation';

/** What is run again with other values: one step, or all of it. */
export type RerunEdit =
  | { kind: 'run' }
  | { kind: 'step'; step: StepInstance; title: string };

/** What is wrong with the text; undefined for a JSON object. */
export function problemOfJson(t: Translate, text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? undefined
      : t('rerunInputs.writeAnObject');
  } catch (error) {
    return t('rerunInputs.notJson', {
      problem: (error as Error).message,
    });
  }
}

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
          <StepInputs step={edit.step} busy={start.busy} onStart={start.run} />
        )}
        {start.problem && <div style={{ marginTop: 16 }}>{start.problem}</div>}
      </DialogContent>
    </Dialog>
  );
}

function StepInputs(props: {
  step: StepInstance;
  busy: boolean;
  onStart: (values: JsonObject) => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { step, busy, onStart } = props;
  const [text, setText] = useState(JSON.stringify(step.inputs ?? {}, null, 2));
  const problem = problemOfJson(t, text);
  return (
    <>
      <p style={{ marginTop: 0 }}>{t('rerunInputs.stepHelp')}</p>
      <TextField
        id="dop-rerun-input"
        label={t('rerunInputs.inputAsJson')}
        value={text}
        onChange={event => setText(event.target.value)}
        error={problem !== undefined}
        helperText={problem ?? ' '}
        variant="outlined"
        multiline
        minRows={8}
        maxRows={24}
        fullWidth
        disabled={busy}
        inputProps={{
          spellCheck: false,
          style: { fontFamily: 'ui-monospace, monospace', fontSize: 13 },
        }}
      />
      <Button
        variant="contained"
        color="primary"
        disableElevation
        disabled={busy || problem !== undefined}
        onClick={() => onStart(JSON.parse(text))}
      >
        {busy ? t('rerunInputs.starting') : t('rerunInputs.run')}
      </Button>
    </>
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
