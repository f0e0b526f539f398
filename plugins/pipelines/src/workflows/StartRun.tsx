import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import Dialog from '@material-ui/core/Dialog';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import Button from '@material-ui/core/Button';
import { ErrorState, SchemaForm, useKeys } from '@dop/plugin-devops-react';
import type { StartRunRequest, Workflow } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { runPath } from '../links/links';

/** The button that starts a run by hand, with a form for its inputs. */
export function StartRun({ workflow }: { workflow: Workflow }) {
  const api = useApi(pipelinesApiRef);
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [ref, setRef] = useState('');
  const [inputs, setInputs] = useState<Record<string, unknown>>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const allowed = Boolean(workflow.triggers.manual) && Boolean(workflow.graph);
  useKeys(allowed ? { r: { label: 'Run', run: () => setOpen(true) } } : {});
  const start = async (values: Record<string, unknown>) => {
    setBusy(true);
    setError(undefined);
    try {
      const run = await api.start(workflow.id, {
        ref: ref.trim() || undefined,
        // The form gives what the schema describes: JSON.
        inputs: values as StartRunRequest['inputs'],
      });
      setOpen(false);
      navigate(runPath(run.id));
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  const reason = workflow.graph
    ? 'Its file does not allow a start by hand: add "manual: {}" to its triggers.'
    : 'Its file has errors and never was good: repair it and push.';
  return (
    <>
      <span title={allowed ? undefined : reason}>
        <Button
          variant="contained"
          color="primary"
          size="small"
          disableElevation
          disabled={!allowed}
          onClick={() => setOpen(true)}
        >
          Run
        </Button>
      </span>
      <Dialog
        open={open}
        onClose={() => !busy && setOpen(false)}
        fullWidth
        maxWidth="sm"
        aria-labelledby="dop-start-run"
      >
        <DialogTitle id="dop-start-run">
          Run {workflow.title ?? workflow.name}
        </DialogTitle>
        <DialogContent style={{ paddingBottom: 24 }}>
          <TextField
            id="dop-start-ref"
            label="Branch or tag"
            placeholder="the default branch"
            value={ref}
            onChange={event => setRef(event.target.value)}
            fullWidth
            margin="dense"
            InputLabelProps={{ shrink: true }}
            disabled={busy}
          />
          <SchemaForm
            schema={workflow.inputs}
            value={inputs}
            onChange={setInputs}
            onSubmit={start}
            submitLabel={busy ? 'Starting…' : 'Run'}
            busy={busy}
          />
          {error !== undefined && (
            <div style={{ marginTop: 16 }}>
              <ErrorState error={error} title="The run did not start" />
            </div>
          )}
        </DialogContent>
      </Dialog>
    </>
  );
}
