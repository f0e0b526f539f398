import type { JsonObject } from '@backstage/types';

/** A CDEvent (0.5.0) in the structured form of CloudEvents 1.0. */
export interface CloudEvent {
  specversion: '1.0';
  /** The same each time that it is sent; at most 64 characters. */
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
     * Of events of runs, the id of the first run: the same for its child runs, for
     * what repeats it, and for what repeats that.
     */
    chainId?: string;
    /** Of a run that another one started, or that repeats one. */
    links?: CdEventLink[];
  };
  subject: { id: string; source: string; content: JsonObject };
  customData: { dop: DopData };
  customDataContentType: 'application/json';
}

/** What the portal knows of an event beyond the specification. */
export interface DopData extends JsonObject {
  /** Group that owns what the event is about. */
  namespace?: string;
  /** Absent for what belongs to the portal itself. */
  repositoryId?: string;
  /** `shop/checkout`, as it was named then. */
  repository?: string;
  /** Of the run, or of the push. */
  ref?: string;
  protectedRef?: boolean;
  commit?: string;
  /** Entity ref. */
  actor?: string;
  /** The run that it is about, or that did it. */
  runId?: string;
}

export interface CdEventLink {
  linkType: 'RELATION';
  /** `CHILD`: the run that a step started. */
  linkKind: 'TRIGGER' | 'REPEAT' | 'CHILD';
  /** Id of the other event. */
  target: { contextId: string };
}
