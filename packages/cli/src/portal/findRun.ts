import type { Run } from '@dop/plugin-pipelines-common';
import { Failure } from '../output/Failure';
import type { Portal } from './connect';
import { findWorkflow } from './findWorkflow';

/** Runs of one workflow that are looked through for a number. */
const mostRuns = 2_000;

/**
 * A run by its id, its page's address, `workflow#number`, or `workflow#last`.
 *
 * @throws Failure if there is none
 */
export async function findRun(portal: Portal, text: string): Promise<Run> {
  const { pipelines } = portal;
  const id =
    /^(?:.*\/runs\/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/.exec(
      text,
    )?.[1];
  if (id) {
    return pipelines.run(id);
  }
  const [, name, number] = /^(.+)#(\d+|last)$/.exec(text) ?? [];
  if (!name) {
    throw new Failure(
      `Not a run: ${text}. Give its id, the address of its page, workflow#number or workflow#last.`,
    );
  }
  const workflow = await findWorkflow(portal, name);
  let cursor: string | undefined;
  for (let seen = 0; seen < mostRuns; ) {
    const page = await pipelines.runs({
      workflowId: workflow.id,
      limit: number === 'last' ? 1 : 200,
      cursor,
    });
    const run = page.items.find(
      one => number === 'last' || one.number === Number(number),
    );
    if (run) {
      return pipelines.run(run.id);
    }
    seen += page.items.length;
    cursor = page.nextCursor;
    if (!cursor) {
      break;
    }
  }
  throw new Failure(`There is no run ${text} that you may see.`);
}
