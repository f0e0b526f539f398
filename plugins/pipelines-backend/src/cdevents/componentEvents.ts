import type { ComponentChanged } from '@dop/plugin-components-common';
import type { CloudEvent } from './CloudEvent';
import { createCdEvent, type CdEventPlaces } from './createCdEvent';

/** A version of a DevOps component came into its lifecycle, or moved in it. */
export function componentEvents(
  { id }: { id: string },
  changed: ComponentChanged,
  places: CdEventPlaces,
): CloudEvent[] {
  const { namespace, name, version, lifecycle, time, ...known } = changed;
  const { repositoryId, repository, commit, fromProtectedRef, actor } = known;
  const path = [namespace, name].map(encodeURIComponent).join('/');
  return [
    createCdEvent(
      {
        id: `${id}-component`,
        name: `dop-component.${lifecycle}`,
        time,
        subject: `${namespace}/${name}@${version}`,
        subjectSource: `${places.baseUrl}/api/components`,
        content: {
          namespace,
          name,
          version,
          sourceDigest: known.sourceDigest,
          ...(known.imageDigest && { imageDigest: known.imageDigest }),
          ...(known.reason && { reason: known.reason }),
          ...(actor && { user: actor }),
          uri: `${places.appUrl}/components/${path}?${new URLSearchParams({
            version,
          })}`,
        },
        dop: {
          namespace,
          ...(repositoryId && { repositoryId }),
          ...(repository && { repository }),
          ...(commit && { commit }),
          ...(fromProtectedRef !== undefined && {
            protectedRef: fromProtectedRef,
          }),
          ...(actor && { actor }),
        },
      },
      places,
    ),
  ];
}
