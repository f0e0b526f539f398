import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import ExpandIcon from '@material-ui/icons/ExpandMore';
import { useKeys } from '@dop/plugin-devops-react';
import {
  isTerminal,
  type RerunFrom,
  type Run,
  type StepInstance,
} from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { useAction } from '../components/useAction';
import { runPath } from '../links/links';
import { RerunInputs, type RerunEdit } from './RerunInputs';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    split: {
      display: 'inline-flex',
      gap: 1,
      '& > :first-child': {
        borderTopRightRadius: 0,
        borderBottomRightRadius: 0,
      },
      '& > :last-child': {
        minWidth: 32,
        padding: '0 4px',
        borderTopLeftRadius: 0,
        borderBottomLeftRadius: 0,
      },
    },
  },
  { name: 'DopRunAgain' },
);

const look = {
  variant: 'contained',
  color: 'primary',
  size: 'small',
  disableElevation: true,
} as const;

const failedStates = ['failed', 'timedOut', 'rejected', 'cancelled'];

/** What a person can do with a run. */
export function useRunActions(
  run: Run | undefined,
  onChange: (run: Run) => void,
) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const api = useApi(pipelinesApiRef);
  const navigate = useNavigate();
  const cancel = useAction(t('runActions.cancelFailed'), async () => {
    if (run) {
      onChange(await api.cancel(run.id));
    }
  });
  const pause = useAction(t('runActions.pauseFailed'), async () => {
    if (run) {
      onChange(await api.pause(run.id));
    }
  });
  const resume = useAction(t('runActions.resumeFailed'), async () => {
    if (run) {
      onChange(await api.resume(run.id));
    }
  });
  const rerun = useAction(
    t('runActions.rerunFailed'),
    async (from?: RerunFrom) => {
      if (run) {
        const next = await api.rerun(run.id, from ? { from } : {});
        navigate(runPath(next.id));
      }
    },
  );
  const all = [cancel, pause, resume, rerun];
  return {
    cancel,
    pause,
    resume,
    rerun,
    busy: all.some(({ busy }) => busy),
    problem: all.map(({ problem }) => problem).find(Boolean),
  };
}

export type RunActs = ReturnType<typeof useRunActions>;

/** Cancel and pause while it is under way; run again when it has ended. */
export function RunActions(props: {
  run: Run;
  actions: RunActs;
  /** The step that the page shows. */
  step: StepInstance | undefined;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { run, actions, step } = props;
  if (run.archivedAt) {
    return (
      <span title={t('runActions.archivedHelp')}>
        <Button {...look} disabled>
          {t('runActions.runAgain')}
        </Button>
      </span>
    );
  }
  return isTerminal(run.state) ? (
    <RunAgain run={run} actions={actions} step={step} />
  ) : (
    <>
      {run.state === 'paused' && (
        <Button
          variant="contained"
          color="primary"
          size="small"
          disableElevation
          disabled={actions.busy}
          onClick={() => actions.resume.run()}
        >
          {t('runActions.resume')}
        </Button>
      )}
      {['running', 'waiting'].includes(run.state) && (
        <Button
          variant="outlined"
          size="small"
          disabled={actions.busy}
          title={t('runActions.pauseHelp')}
          onClick={() => actions.pause.run()}
        >
          {t('runActions.pause')}
        </Button>
      )}
      <Button
        variant="outlined"
        size="small"
        disabled={actions.busy}
        onClick={() => actions.cancel.run()}
      >
        {run.state === 'ending'
          ? t('runActions.stopAtOnce')
          : t('runActions.cancel')}
      </Button>
    </>
  );
}

/** One button for all of it, and a menu for parts. */
function RunAgain(props: {
  run: Run;
  actions: RunActs;
  step: StepInstance | undefined;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { run, actions, step } = props;
  const classes = useStyles();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const [edit, setEdit] = useState<RerunEdit>();
  useKeys({
    r: { label: t('runActions.runAgain'), run: () => void actions.rerun.run() },
  });
  const failed = run.steps.filter(({ state }) => failedStates.includes(state));
  const title =
    run.graph.steps.find(({ id }) => id === step?.stepId)?.title ??
    step?.stepId;
  const choose = (from: RerunFrom) => {
    setAnchor(undefined);
    void actions.rerun.run(from);
  };
  return (
    <>
      <span className={classes.split}>
        <Button
          {...look}
          disabled={actions.busy}
          onClick={() => actions.rerun.run()}
        >
          {t('runActions.runAgain')}
        </Button>
        <Button
          {...look}
          disabled={actions.busy}
          aria-label={t('runActions.runPartsAgain')}
          aria-haspopup="menu"
          aria-expanded={Boolean(anchor)}
          onClick={event => setAnchor(event.currentTarget)}
        >
          <ExpandIcon fontSize="small" />
        </Button>
      </span>
      <Menu
        open={Boolean(anchor)}
        anchorEl={anchor}
        getContentAnchorEl={null}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        onClose={() => setAnchor(undefined)}
      >
        <MenuItem onClick={() => choose('all')}>
          {t('runActions.allSteps')}
        </MenuItem>
        <MenuItem
          disabled={failed.length === 0}
          onClick={() => choose('failed')}
        >
          {t('runActions.onlyFailed')}
        </MenuItem>
        {step && (
          <MenuItem onClick={() => choose({ steps: [step.stepId] })}>
            {t('runActions.fromStep', { title: title ?? '' })}
          </MenuItem>
        )}
        {step?.inputs && (
          <MenuItem
            onClick={() => {
              setAnchor(undefined);
              setEdit({ kind: 'step', step, title: title ?? step.stepId });
            }}
          >
            {t('runActions.onlyStep', { title: title ?? '' })}
          </MenuItem>
        )}
        {Object.keys(run.inputs).length > 0 && (
          <MenuItem
            onClick={() => {
              setAnchor(undefined);
              setEdit({ kind: 'run' });
            }}
          >
            {t('runActions.allWithInputs')}
          </MenuItem>
        )}
      </Menu>
      {edit && (
        <RerunInputs run={run} edit={edit} onClose={() => setEdit(undefined)} />
      )}
    </>
  );
}
