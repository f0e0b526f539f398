import { imagePath, type ImageChanged } from '@dop/plugin-images-common';
import type { CloudEvent } from './CloudEvent';
import { createCdEvent, type CdEventPlaces } from './createCdEvent';
import { packageUrlOf } from './packageUrlOf';

const names = {
  pushed: 'artifact.published',
  deleted: 'artifact.deleted',
  untagged: 'dop-imagetag.deleted',
};

/** What a person did to images of the built-in registry. */
export function imageEvents(
  { id }: { id: string },
  { change, repository, repositoryId, digests, tag, actor, time }: ImageChanged,
  places: CdEventPlaces,
): CloudEvent[] {
  return digests.map((digest, index) => {
    const image = { repository, digest, ...(tag && { tag }) };
    return createCdEvent(
      {
        id: `${id}-${index + 1}`,
        name: names[change],
        time,
        subject: packageUrlOf(image, places.baseUrl),
        subjectSource: `${places.baseUrl}/v2`,
        content: {
          user: actor,
          ...(change === 'untagged' && {
            uri: `${places.appUrl}${imagePath(repository, digest)}`,
          }),
        },
        dop: {
          namespace: repository.split('/')[0],
          ...(repositoryId && { repositoryId }),
          actor,
          image,
        },
      },
      places,
    );
  });
}
