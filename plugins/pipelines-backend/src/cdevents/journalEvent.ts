import type { JsonObject } from '@backstage/types';
import type { CdEventLink, CloudEvent } from './CloudEvent';
import { createCdEvent, type CdEventPlaces } from './createCdEvent';
import type { JournalLine } from './JournalLine';

/**
 * Makes an event of a line of the journal.
 *
 * @param name - `pipelinerun.queued`; `dop-approval.requested` is our own
 * @param part - what happens once: makes the event's id, so that what the journal
 * says twice (a run that goes on after a pause) is told once
 */
export type Make = (
  name: string,
  part: string,
  subject: string,
  content: JsonObject,
  more?: { links?: CdEventLink[]; dop?: JsonObject },
) => CloudEvent;

export function maker(line: JournalLine, places: CdEventPlaces): Make {
  const { run, stepId, instanceKey, attempt } = line;
  const time = new Date(line.time).toISOString();
  return (name, part, subject, content, { links, dop } = {}) =>
    createCdEvent(
      {
        id: `${run.id}-${part}`,
        name,
        time,
        subject,
        content,
        chainId: run.chainId,
        links,
        dop: {
          runId: run.id,
          runNumber: run.number,
          workflowId: run.workflowId,
          namespace: run.namespace,
          repositoryId: run.repositoryId,
          repository: run.repository,
          ref: run.ref,
          protectedRef: run.protectedRef,
          commit: run.commit,
          actor: run.actor,
          trigger: run.trigger,
          ...(run.parentRunId && { parentRunId: run.parentRunId }),
          ...(run.rerunOf && { rerunOf: run.rerunOf }),
          ...(line.state && { state: line.state }),
          ...(stepId && { stepId }),
          ...(instanceKey && { instanceKey }),
          ...(attempt && { attempt }),
          ...dop,
        },
      },
      places,
    );
}

/** Names an attempt, or a step instance without one, within its run. */
export function partOf({ position = 0, attempt = 0 }: JournalLine): string {
  return attempt > 0 ? `s${position}-a${attempt}` : `s${position}`;
}
