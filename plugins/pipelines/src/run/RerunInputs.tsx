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

/** What is run again with other values: one step, or all of it. */
export type RerunEdit =
  | { kind: 'run' }
  | { kind: 'step'; step: StepInstance; title: string };

/** What is wrong with the text; undefined for a JSON object. */
export function problemOfJson(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? undefined
      : 'Write an object: { "name": value }';
  } catch (error) {
    return `This is not JSON: ${(error as Error).message}`;
  }
}

/** Values for a run that repeats another one. */
export function RerunInputs(props: {
  run: Run;
  edit: RerunEdit;
  onClose: () => void;
}) {
  const { run, edit, onClose } = props;
  const api = useApi(pipelinesApiRef);
  const navigate = useNavigate();
  const start = useAction(
    'The run did not start',
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
          ? `Run ${runName(run)} again`
          : `Run ${edit.title} again`}
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
  const { step, busy, onStart } = props;
  const [text, setText] = useState(JSON.stringify(step.inputs ?? {}, null, 2));
  const problem = problemOfJson(text);
  return (
    <>
      <p style={{ marginTop: 0 }}>
        The new run executes only this step, with these values. What it needs is
        taken over as it is; what depends on it is skipped.
      </p>
      <TextField
        id="dop-rerun-input"
        label="Input as JSON"
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
        {busy ? 'Starting…' : 'Run'}
      </Button>
    </>
  );
}

function RunInputs(props: {
  run: Run;
  busy: boolean;
  onStart: (values: JsonObject) => void;
}) {
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
        title="The inputs of the workflow could not be loaded"
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
      submitLabel={busy ? 'Starting…' : 'Run'}
      busy={busy}
    />
  ) : (
    <Loading what="the form" />
  );
}
