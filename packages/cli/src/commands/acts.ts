import type { Run } from '@dop/plugin-pipelines-common';
import { stateWords } from '../output/RunPrinter';
import { findRun } from '../portal/findRun';
import type { CommandContext } from './context';

/** Asks a run to end. */
export async function cancel(
  context: CommandContext,
  text: string,
): Promise<void> {
  const portal = await context.portal();
  const { id } = await findRun(portal, text);
  tell(context, await portal.pipelines.cancel(id));
}

/** Says where a run stands after an act. */
export function tell({ output }: CommandContext, run: Run): void {
  output.line(
    `${run.repository}:${run.workflowName}#${run.number} ${
      stateWords[run.state] ?? run.state
    }`,
  );
  output.document(run);
}
