import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { makeStyles } from '@material-ui/core/styles';
import type { Approval, Run } from '@dop/plugin-pipelines-common';
import { ApprovalForm } from './ApprovalForm';
import { waitWords } from './waitWords';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      position: 'fixed',
      left: 0,
      right: 0,
      // Above the navigation of a phone.
      bottom: 56,
      zIndex: 1100,
      display: 'flex',
      alignItems: 'center',
      gap: 12,
      padding: '10px 16px',
      borderTop: '1px solid var(--dop-border)',
      background: 'var(--dop-surface)',
    },
    text: {
      flex: 1,
      minWidth: 0,
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
    room: { height: 64 },
    wait: { marginTop: 0, '&::first-letter': { textTransform: 'uppercase' } },
  },
  { name: 'DopApprovalBar' },
);

/** On a phone: the decision within reach of the thumb. */
export function ApprovalBar(props: {
  approval: Approval;
  onDecided: (run: Run | undefined) => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { approval, onDecided } = props;
  const classes = useStyles();
  const [open, setOpen] = useState(false);
  const name = approval.title ?? approval.stepId;
  return (
    <>
      <div className={classes.room} />
      <div
        className={classes.root}
        role="region"
        aria-label={t('approvalBar.approval')}
      >
        <span className={classes.text}>
          {t('approvalBar.waitsForYou', { em: <em>{name}</em> })}
        </span>
        <Button
          variant="contained"
          color="primary"
          disableElevation
          onClick={() => setOpen(true)}
        >
          {t('approvalBar.decide')}
        </Button>
      </div>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        fullWidth
        aria-labelledby="dop-approval"
      >
        <DialogTitle id="dop-approval">{name}</DialogTitle>
        <DialogContent style={{ paddingBottom: 20 }}>
          <p className={classes.wait}>{waitWords(t, approval.wait)}</p>
          <ApprovalForm
            approval={approval}
            onDecided={run => {
              onDecided(run);
              if (run) {
                setOpen(false);
              }
            }}
          />
        </DialogContent>
      </Dialog>
    </>
  );
}
