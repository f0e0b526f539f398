import type { RunPrincipal, UserPrincipal } from '@dop/plugin-access-common';
import type { ImageRun } from '@dop/plugin-images-common';

/** Who pushes; only people and attempts do. */
export type Pusher = UserPrincipal | RunPrincipal;

/** What the database keeps of a push, apart from which image it was. */
export interface PushColumns {
  proved: boolean;
  user_entity_ref: string | null;
  run_id: string | null;
  instance_key: string | null;
  attempt: number | null;
  run: string | null;
}

/**
 * A run token of an isolated attempt proves where an image comes from. An
 * attempt that shares the portal's user could have borrowed the token.
 */
export function pushColumns(pusher: Pusher): PushColumns {
  if (pusher.type === 'user') {
    return {
      proved: true,
      user_entity_ref: pusher.userEntityRef,
      run_id: null,
      instance_key: null,
      attempt: null,
      run: null,
    };
  }
  const run: ImageRun = {
    runId: pusher.runId,
    runNumber: pusher.runNumber,
    workflowId: pusher.workflowId,
    stepId: pusher.stepId,
    instanceKey: pusher.instanceKey,
    attempt: pusher.attempt,
    repositoryId: pusher.repositoryId,
    commit: pusher.commit,
    ref: pusher.ref,
    protectedRef: pusher.protectedRef,
    isolated: pusher.isolated,
    services: [],
  };
  return {
    proved: pusher.isolated,
    user_entity_ref: null,
    run_id: pusher.runId,
    instance_key: pusher.instanceKey,
    attempt: pusher.attempt,
    run: JSON.stringify(run),
  };
}

/** Who it was, for audit and events. */
export function actorOf(pusher: Pusher): string {
  return pusher.type === 'user'
    ? pusher.userEntityRef
    : `run:${pusher.runId}/${pusher.instanceKey}/${pusher.attempt}`;
}
