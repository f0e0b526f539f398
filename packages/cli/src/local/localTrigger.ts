import { userInfo } from 'node:os';
import type {
  Plan,
  TriggerEnvelope,
  TriggerType,
  WorkflowTriggers,
} from '@dop/plugin-pipelines-common';
import { Failure } from '../output/Failure';
import type { LocalPortal } from './LocalPortal';
import type { Snapshot } from './Snapshot';

/**
 * What a run from the working copy sees as its trigger.
 *
 * @param wanted - without it a push, or else the first that the file has
 */
export function localTrigger(
  wanted: TriggerType | undefined,
  of: {
    plan: Plan;
    triggers: WorkflowTriggers;
    snapshot: Snapshot;
    portal: LocalPortal;
    /** `namespace/name` */
    repository?: string;
  },
): TriggerEnvelope {
  const { plan, snapshot, portal } = of;
  const [namespace, name] = of.repository?.split('/') ?? [
    'local',
    snapshot.name,
  ];
  if (!namespace || !name) {
    throw new Failure(
      `Not a repository: ${of.repository}. Write it as namespace/name.`,
    );
  }
  const type = typeOf(wanted, of.triggers);
  const actor = `user:local/${userInfo().username}`;
  return {
    type,
    repository: {
      id: plan.workflow.repositoryId,
      namespace,
      name,
      url: `${portal.url}/git/${namespace}/${name}.git`,
      defaultBranch: snapshot.branch,
    },
    ref: `refs/heads/${snapshot.branch}`,
    branch: snapshot.branch,
    tag: '',
    commit: snapshot.commit,
    actor,
    event: {
      before: '',
      message: snapshot.message,
      author: snapshot.author,
      ...eventOf(type, of.triggers, snapshot, actor),
    },
  };
}

/** Expressions were checked for the triggers of the file, and for no others. */
function typeOf(
  wanted: TriggerType | undefined,
  triggers: WorkflowTriggers,
): TriggerType {
  const types = Object.keys(triggers) as TriggerType[];
  const type = wanted ?? (triggers.push ? 'push' : types[0]);
  if (!type) {
    throw new Failure('Nothing starts this workflow: it has no triggers.');
  }
  if (!types.includes(type)) {
    throw new Failure(
      `The workflow has no trigger "${type}"; it has ${types.join(', ')}.`,
    );
  }
  return type;
}

function eventOf(
  type: TriggerType,
  triggers: WorkflowTriggers,
  { branch, message }: Snapshot,
  actor: string,
): Partial<TriggerEnvelope['event']> {
  switch (type) {
    case 'pullRequest':
      return {
        number: 1,
        title: message,
        source: branch,
        target: 'main',
        action: 'opened',
        pusher: actor,
      };
    case 'event':
      return {
        id: 'local',
        type: triggers.event?.types[0] ?? '',
        source: '/local',
        subject: '',
        data: { content: {}, customData: {} },
      };
    default:
      return {};
  }
}
