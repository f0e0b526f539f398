import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import { ErrorState, useKeys } from '@dop/plugin-devops-react';
import { isTerminal, type Run } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { runPath } from '../links/links';

/** What a person can do with a run. */
export function useRunActions(
  run: Run | undefined,
  onChange: (run: Run) => void,
) {
  const api = useApi(pipelinesApiRef);
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ title: string; error: unknown }>();
  const attempt = async (title: string, action: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await action();
    } catch (error) {
      setProblem({ title, error });
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    problem,
    cancel: () =>
      run &&
      attempt('The run could not be cancelled', async () =>
        onChange(await api.cancel(run.id)),
      ),
    rerun: () =>
      run &&
      attempt('The run could not be repeated', async () => {
        const next = await api.rerun(run.id);
        navigate(runPath(next.id));
      }),
  };
}

/** Cancel while it is under way; run again when it has ended. */
export function RunActions(props: {
  run: Run;
  actions: ReturnType<typeof useRunActions>;
}) {
  const { run, actions } = props;
  const ended = isTerminal(run.state);
  useKeys(
    ended
      ? {
          r: { label: 'Run again', run: () => actions.rerun() },
        }
      : {},
  );
  if (!ended) {
    return (
      <Button
        variant="outlined"
        size="small"
        disabled={actions.busy}
        onClick={actions.cancel}
      >
        {run.state === 'ending' ? 'Stop at once' : 'Cancel'}
      </Button>
    );
  }
  return (
    <Button
      variant="contained"
      color="primary"
      size="small"
      disableElevation
      disabled={actions.busy}
      onClick={actions.rerun}
    >
      Run again
    </Button>
  );
}

/** Why the last action did not work. */
export function ActionProblem(props: {
  problem: { title: string; error: unknown } | undefined;
}) {
  const { problem } = props;
  return problem ? (
    <div style={{ marginBottom: 16 }}>
      <ErrorState error={problem.error} title={problem.title} />
    </div>
  ) : null;
}
