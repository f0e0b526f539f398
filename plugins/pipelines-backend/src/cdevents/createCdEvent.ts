import type { JsonObject } from '@backstage/types';
import type { CdEventLink, CloudEvent, DopData } from './CloudEvent';

/** What the words need to know of the portal. */
export interface CdEventPlaces {
  /** Of the backend. */
  baseUrl: string;
  /** Of the pages. */
  appUrl: string;
}

/** Of most of the specification's own events, and of those that it leaves to others. */
const versions = { cdevents: '0.3.0', cdeventsx: '0.1.0' };
/** In CDEvents 0.5.0, these have others. */
const otherVersions = new Map([
  ['artifact.deleted', '0.2.0'],
  ['change.created', '0.4.0'],
]);

/** What is to be said. */
export interface ToTell {
  id: string;
  /** `pipelinerun.queued`; `dop-approval.requested` is our own */
  name: string;
  /** ISO 8601, UTC. */
  time: string;
  subject: string;
  /** Where the subject's id means something; by default the portal's pipelines. */
  subjectSource?: string;
  content: JsonObject;
  chainId?: string;
  links?: CdEventLink[];
  dop: DopData;
}

export function createCdEvent(
  { id, name, time, subject, content, chainId, ...told }: ToTell,
  { baseUrl }: CdEventPlaces,
): CloudEvent {
  const source = `${baseUrl}/api/pipelines`;
  const words = name.startsWith('dop-') ? 'cdeventsx' : 'cdevents';
  const version = otherVersions.get(name) ?? versions[words];
  const type = `dev.${words}.${name}.${version}`;
  const { links = [], subjectSource = source, dop } = told;
  return {
    specversion: '1.0',
    id,
    source,
    type,
    subject,
    time,
    datacontenttype: 'application/json',
    data: {
      context: {
        specversion: '0.5.0',
        id,
        source,
        type,
        timestamp: time,
        ...(chainId && { chainId }),
        ...(links.length > 0 && { links }),
      },
      subject: { id: subject, source: subjectSource, content },
      customData: { dop },
      customDataContentType: 'application/json',
    },
  };
}
