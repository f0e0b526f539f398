import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { pipelinesTranslationRef } from '../translation';

/** The button that starts a run by hand, with a form for its inputs. */
export function StartRun({ workflow }: { workflow: Workflow }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const api = useApi(pipelinesApiRef);
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [ref, setRef] = useState('');
  const [inputs, setInputs] = useState<Record<string, unknown>>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const allowed = Boolean(workflow.triggers.manual) && Boolean(workflow.graph);
  useKeys(
    allowed
      ? { r: { label: t('startRun.run'), run: () => setOpen(true) } }
      : {},
  );
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
    ? t('startRun.notAllowed')
    : t('startRun.neverGood');
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
          {t('startRun.run')}
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
          {t('startRun.runWorkflow', {
            value: workflow.title ?? workflow.name,
          })}
        </DialogTitle>
        <DialogContent style={{ paddingBottom: 24 }}>
          <TextField
            id="dop-start-ref"
            label={t('startRun.branchOrTag')}
            placeholder={t('startRun.theDefaultBranch')}
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
            submitLabel={busy ? t('startRun.starting') : t('startRun.run')}
            busy={busy}
          />
          {error !== undefined && (
            <div style={{ marginTop: 16 }}>
              <ErrorState error={error} title={t('startRun.failed')} />
            </div>
          )}
        </DialogContent>
      </Dialog>
    </>
  );
}
