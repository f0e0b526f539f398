import {
  zeroSha,
  type PullRequestChanged,
  type RefUpdated,
} from '@dop/plugin-code-common';
import type { CloudEvent, DopData } from './CloudEvent';
import { createCdEvent, type CdEventPlaces } from './createCdEvent';

/** A repository as events speak of it. */
interface Told {
  repositoryId: string;
  namespace: string;
  name: string;
}

/** Who tells it, and when. */
interface Occasion {
  /** Of the event that came. */
  id: string;
  /** ISO 8601, UTC. */
  time: string;
}

const branches = 'refs/heads/';

/** What a push did to one ref. */
export function pushEvents(
  { id }: Occasion,
  push: RefUpdated,
  places: CdEventPlaces,
): CloudEvent[] {
  const { ref, time, pusher, before, after } = push;
  const created = before === zeroSha;
  const deleted = after === zeroSha;
  const common = {
    time,
    subjectSource: addressOf(push, places),
    dop: {
      ...dopOf(push),
      ref,
      protectedRef: push.protectedRef,
      ...(!deleted && { commit: after }),
      ...(pusher && { actor: pusher }),
      ...(push.runId && { runId: push.runId }),
    },
  };
  const repository = referenceTo(push, places);
  const branch =
    ref.startsWith(branches) && (created || deleted)
      ? [
          createCdEvent(
            {
              ...common,
              id: `${id}-branch`,
              name: created ? 'branch.created' : 'branch.deleted',
              subject: ref.slice(branches.length),
              content: { repository },
            },
            places,
          ),
        ]
      : [];
  return [
    ...branch,
    createCdEvent(
      {
        ...common,
        id: `${id}-ref`,
        name: 'dop-ref.updated',
        subject: ref,
        content: {
          repository,
          ...(!created && { before }),
          ...(!deleted && { after }),
          ...(pusher && { user: pusher }),
          uri: `${pageOf(push, places)}/${
            deleted ? 'refs' : `commits/${after}`
          }`,
        },
      },
      places,
    ),
  ];
}

const repositoryNames = {
  created: 'repository.created',
  updated: 'repository.modified',
  deleted: 'repository.deleted',
};

export function repositoryEvents(
  { id, time }: Occasion,
  change: keyof typeof repositoryNames,
  repository: Told,
  places: CdEventPlaces,
): CloudEvent[] {
  const { repositoryId, namespace, name } = repository;
  return [
    createCdEvent(
      {
        id: `${id}-repository`,
        name: repositoryNames[change],
        time,
        subject: repositoryId,
        subjectSource: `${places.baseUrl}/api/code`,
        content: {
          name,
          owner: namespace,
          uri: `${places.baseUrl}/git/${namespace}/${name}.git`,
          // What is deleted has no page.
          ...(change !== 'deleted' && {
            viewUrl: pageOf(repository, places),
          }),
        },
        dop: dopOf(repository),
      },
      places,
    ),
  ];
}

const changeNames = {
  opened: 'change.created',
  updated: 'change.updated',
  edited: 'change.updated',
  reopened: 'change.updated',
  merged: 'change.merged',
  closed: 'change.abandoned',
};

/** What happened to a pull request. */
export function changeEvents(
  { id }: Occasion,
  change: PullRequestChanged,
  places: CdEventPlaces,
): CloudEvent[] {
  const { number, action, title, actor, runId } = change;
  return [
    createCdEvent(
      {
        id: `${id}-change`,
        name: changeNames[action],
        time: change.time,
        subject: String(number),
        subjectSource: addressOf(change, places),
        content: {
          ...(action === 'opened' && { description: title }),
          repository: referenceTo(change, places),
        },
        dop: {
          ...dopOf(change),
          ref: `${branches}${change.source}`,
          commit: change.head,
          ...(actor && { actor }),
          ...(runId && { runId }),
          pullRequest: {
            number,
            action,
            title,
            source: change.source,
            target: change.target,
            author: change.author,
            uri: `${pageOf(change, places)}/pull-requests/${number}`,
            ...(change.before && { before: change.before }),
            ...(change.mergeCommit && { mergeCommit: change.mergeCommit }),
          },
        },
      },
      places,
    ),
  ];
}

function dopOf({ repositoryId, namespace, name }: Told): DopData {
  return { namespace, repositoryId, repository: `${namespace}/${name}` };
}

function referenceTo({ repositoryId }: Told, { baseUrl }: CdEventPlaces) {
  return { id: repositoryId, source: `${baseUrl}/api/code` };
}

/** Within which names of refs and numbers of pull requests mean something. */
function addressOf({ namespace, name }: Told, { baseUrl }: CdEventPlaces) {
  return `${baseUrl}/api/code/repositories/${namespace}/${name}`;
}

function pageOf({ namespace, name }: Told, { appUrl }: CdEventPlaces): string {
  return `${appUrl}/code/${namespace}/${name}`;
}
