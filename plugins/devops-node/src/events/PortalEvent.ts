import type { JsonObject } from '@backstage/types';

/** Something that happened, on its way from one plugin to another. */
export interface PortalEvent<T extends JsonObject = JsonObject> {
  /** UUID; receivers take each id once. */
  id: string;
  /** `dop.ref.updated` */
  type: string;
  /** Id of the sending plugin. */
  source: string;
  /** What it is about; events of one subject arrive in order. */
  subject: string;
  /** ISO 8601, UTC. */
  time: string;
  data: T;
}
