import type { JsonObject } from '@backstage/types';

/** A CDEvent (0.5.0) in the structured form of CloudEvents 1.0. */
export interface CloudEvent {
  specversion: '1.0';
  /** The same each time that it is sent. */
  id: string;
  /** Address of the portal's pipelines. */
  source: string;
  /** `dev.cdevents.pipelinerun.finished.0.3.0`, `dev.cdeventsx.dop-approval.requested.0.1.0` */
  type: string;
  /** Id of the subject. */
  subject: string;
  time: string;
  datacontenttype: 'application/json';
  data: CdEvent;
}

export interface CdEvent {
  context: {
    specversion: '0.5.0';
    id: string;
    source: string;
    type: string;
    timestamp: string;
    /**
     * Id of the first run: the same for its child runs, for what repeats it, and
     * for what repeats that.
     */
    chainId: string;
    /** Of a run that another one started, or that repeats one. */
    links?: CdEventLink[];
  };
  subject: { id: string; source: string; content: JsonObject };
  /** What the portal knows beyond the specification. */
  customData: JsonObject;
  customDataContentType: 'application/json';
}

export interface CdEventLink {
  linkType: 'RELATION';
  linkKind: 'TRIGGER' | 'REPEAT';
  /** Id of the other event. */
  target: { contextId: string };
}
