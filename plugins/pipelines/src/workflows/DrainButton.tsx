import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import type { Workflow } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { useAction } from '../components/useAction';

/** Keeps new runs of a workflow from beginning, or lets them. */
export function DrainButton(props: {
  workflow: Workflow;
  onChange: (workflow: Workflow) => void;
}) {
  const { workflow, onChange } = props;
  const api = useApi(pipelinesApiRef);
  const drain = useAction(
    workflow.draining
      ? 'Its runs could not be let go'
      : 'The workflow could not be drained',
    async (on: boolean) => onChange(await api.drain(workflow.id, on)),
  );
  return (
    <>
      <Button
        variant="outlined"
        size="small"
        disabled={drain.busy}
        title={
          workflow.draining
            ? 'Runs that wait begin, in their order.'
            : 'Runs under way go on; new ones wait. For maintenance of what it works on.'
        }
        onClick={() => drain.run(!workflow.draining)}
      >
        {workflow.draining ? 'Let runs begin' : 'Drain'}
      </Button>
      {drain.problem}
    </>
  );
}
