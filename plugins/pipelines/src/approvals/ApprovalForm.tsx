import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { SchemaForm } from '@dop/plugin-devops-react';
import type {
  Approval,
  DecideRequest,
  Run,
} from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { useAction } from '../components/useAction';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: { maxWidth: 560 },
    buttons: { display: 'flex', flexWrap: 'wrap', gap: 8 },
    reason: { margin: '8px 0 12px' },
    problem: { marginTop: 12 },
    no: { color: 'var(--dop-red)', borderColor: 'var(--dop-red)' },
    whyNot: { margin: 0, color: 'var(--dop-text-soft)' },
  },
  { name: 'DopApprovalForm' },
);

/** Approve or reject, with the step's form and a reason. */
export function ApprovalForm(props: {
  approval: Approval;
  /** The run after the decision; nothing when somebody else was quicker. */
  onDecided: (run: Run | undefined) => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { approval, onDecided } = props;
  const { run, instanceKey, wait } = approval;
  const classes = useStyles();
  const api = useApi(pipelinesApiRef);
  const [form, setForm] = useState<Record<string, unknown>>({});
  const [reason, setReason] = useState('');
  const decide = useAction(
    t('approvalForm.failed'),
    async (decision: DecideRequest['decision']) => {
      try {
        onDecided(
          await api.decide(run.id, instanceKey, {
            decision,
            reason: reason.trim() || undefined,
            // The form gives what the schema describes: JSON.
            form: (decision === 'approve' && wait.form
              ? form
              : undefined) as DecideRequest['form'],
          }),
        );
      } catch (error) {
        onDecided(undefined);
        throw error;
      }
    },
  );
  if (!approval.mayDecide) {
    return (
      <>
        {decide.problem}
        <p className={classes.whyNot}>
          {approval.whyNot ?? t('approvalForm.notAllowed')}
        </p>
      </>
    );
  }
  const why = (
    <TextField
      className={classes.reason}
      id={`reason-${run.id}-${instanceKey}`}
      label={t('approvalForm.reason')}
      placeholder={t('approvalForm.reasonHelp')}
      value={reason}
      onChange={event => setReason(event.target.value)}
      inputProps={{ maxLength: 2000 }}
      InputLabelProps={{ shrink: true }}
      disabled={decide.busy}
      multiline
      fullWidth
    />
  );
  const reject = (
    <Button
      variant="outlined"
      className={classes.no}
      disabled={decide.busy}
      onClick={() => decide.run('reject')}
    >
      {t('approvalForm.reject')}
    </Button>
  );
  return (
    <div className={classes.root}>
      {wait.form ? (
        <SchemaForm
          schema={wait.form}
          value={form}
          onChange={setForm}
          onSubmit={() => decide.run('approve')}
          submitLabel={t('approvalForm.approve')}
          busy={decide.busy}
          before={why}
          beside={reject}
        />
      ) : (
        <>
          {why}
          <div className={classes.buttons}>
            <Button
              variant="contained"
              color="primary"
              disableElevation
              disabled={decide.busy}
              onClick={() => decide.run('approve')}
            >
              {t('approvalForm.approve')}
            </Button>
            {reject}
          </div>
        </>
      )}
      {decide.problem && (
        <div className={classes.problem}>{decide.problem}</div>
      )}
    </div>
  );
}
