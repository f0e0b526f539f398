import type { CloudEvent } from './CloudEvent';
import type { CdEventPlaces } from './createCdEvent';
import type { Make } from './journalEvent';
import type { JournalLine, Produced } from './JournalLine';
import { packageUrlOf } from './packageUrlOf';

/** What an attempt left. */
export function producedEvents(
  produced: Produced,
  part: string,
  { run }: JournalLine,
  make: Make,
  { baseUrl }: CdEventPlaces,
): CloudEvent[] {
  const fileAt = (digest: string) =>
    `${baseUrl}/api/pipelines/artifacts/${digest}`;
  switch (produced.kind) {
    case 'image':
      return [
        make(
          'artifact.published',
          part,
          packageUrlOf(produced, baseUrl),
          produced.sbom ? { sbom: { uri: fileAt(produced.sbom) } } : {},
        ),
      ];
    case 'sbom':
      return [
        make('dop-sbom.published', part, produced.digest, {
          format: produced.mediaType,
          uri: fileAt(produced.digest),
        }),
      ];
    case 'deployment': {
      const { environment, image } = produced;
      const artifactId = image
        ? packageUrlOf(image, baseUrl)
        : `pkg:generic/${run.repositoryId}@${run.commit}`;
      const services =
        run.services.length > 0 ? run.services : [`workflow:${run.workflowId}`];
      return services.map((service, index) =>
        make('service.deployed', `${part}-${index + 1}`, service, {
          environment: { id: environment },
          artifactId,
        }),
      );
    }
    default:
      return [
        make('testoutput.published', part, produced.digest, {
          outputType: 'report',
          format: 'application/xml',
          uri: fileAt(produced.digest),
        }),
      ];
  }
}
