import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import type { Workflow } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { useAction } from '../components/useAction';
import { pipelinesTranslationRef } from '../translation';

/** Keeps new runs of a workflow from beginning, or lets them. */
export function DrainButton(props: {
  workflow: Workflow;
  onChange: (workflow: Workflow) => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { workflow, onChange } = props;
  const api = useApi(pipelinesApiRef);
  const drain = useAction(
    workflow.draining
      ? t('drainButton.resumeFailed')
      : t('drainButton.drainFailed'),
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
            ? t('drainButton.resumeHelp')
            : t('drainButton.drainHelp')
        }
        onClick={() => drain.run(!workflow.draining)}
      >
        {workflow.draining
          ? t('drainButton.letRunsBegin')
          : t('drainButton.drain')}
      </Button>
      {drain.problem}
    </>
  );
}
