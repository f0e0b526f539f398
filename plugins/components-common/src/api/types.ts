import type { ComponentFinding } from '../definition/ComponentFinding';
import type { ComponentDefinition, ComponentLifecycle } from '../types';

/** One component in the library. */
export interface ComponentSummary {
  namespace: string;
  name: string;
  title?: string;
  description?: string;
  tags: string[];
  /** Highest version that is published, else the highest there is. */
  latestVersion: string;
  lifecycle: ComponentLifecycle;
  /** `process` and `docker`, as far as the version has a form for them. */
  runsIn: ('process' | 'container')[];
  origin: ComponentOrigin;
  updatedAt: string;
}

/** Where a version came from. */
export type ComponentOrigin =
  | { type: 'shipped' }
  | {
      type: 'repository';
      repositoryId: string;
      /** `namespace/name` at the time of publication. */
      repository: string;
      commit: string;
      path: string;
    };

/** One published version, without its definition. */
export interface ComponentVersionSummary {
  version: string;
  lifecycle: ComponentLifecycle;
  /** Why it is deprecated or retired. */
  lifecycleReason?: string;
  publishedAt: string;
  /** Entity ref; absent for what ships with the portal. */
  publishedBy?: string;
  origin: ComponentOrigin;
  sourceDigest: string;
  image?: string;
  imageDigest?: string;
  /** The process runner may run it. */
  trusted: boolean;
  findings: number;
}

/** One version with all that is frozen in it. */
export interface ComponentVersion extends ComponentVersionSummary {
  namespace: string;
  name: string;
  definition: ComponentDefinition;
  /** Markdown. */
  readme?: string;
  findingList: ComponentFinding[];
}

/** A component with its versions, newest first, and the one that was asked for. */
export interface ComponentDetail {
  namespace: string;
  name: string;
  versions: ComponentVersionSummary[];
  selected: ComponentVersion;
}

/** A workflow that uses a component, as far as the caller may see it. */
export interface ComponentUse {
  entityRef: string;
  title?: string;
  repository?: string;
  workflowId?: string;
}
