import type { JsonObject } from '@backstage/types';
import type { ObjectSchema } from './JsonSchema';

/** What a component may reach: nothing, the portal only, or all. */
export type ComponentNetwork = 'none' | 'portal' | 'egress';

/** An environment variable that a component reads. */
export interface ComponentVariable {
  /** `NPM_TOKEN`: capital letters, digits, underscores. */
  name: string;
  description?: string;
  /** Bound to a secret by the workflow, never set from `env`. */
  secret?: boolean;
  /** The step is refused before it starts when it is unset. */
  required?: boolean;
}

/** What one attempt may use. */
export interface ComponentResources {
  /** Processor cores; `0.5` is half of one. */
  cpu?: number;
  /** `512Mi`, `2Gi` */
  memory?: string;
  /** Longest time of one attempt: `90s`, `10m`, `2h`. */
  timeout?: string;
}

/** How the process runner starts the program, from the frozen source tree. */
export interface ComponentProcess {
  /** Program and arguments; `node` is the portal's own Node. */
  command: string[];
}

/** Example inputs with the outputs that they lead to; tried by the tests. */
export interface ComponentSample {
  name: string;
  description?: string;
  inputs: JsonObject;
  outputs?: JsonObject;
}

/** What lies in `in.json` and `out.json`, and how they travel. */
export type ComponentContract = 'dop/v1' | 'containerops/v2';

/** The content of a `component.yaml`. */
export interface ComponentDefinition {
  apiVersion: 'dop/v1';
  kind: 'DevOpsComponent';
  metadata: {
    /** Lower case, digits and dashes; unique in its namespace. */
    name: string;
    title?: string;
    description?: string;
    tags?: string[];
  };
  spec: {
    /** Semantic version. A published one never changes. */
    version: string;
    /** Owner, an entity ref; only shown, authority is with the repository record. */
    owner?: string;
    /** Without a host: in the built-in registry. Absent: no container form. */
    image?: string;
    /** Absent: runs in containers only. */
    process?: ComponentProcess;
    contract?: ComponentContract;
    inputs: ObjectSchema;
    outputs: ObjectSchema;
    variables?: ComponentVariable[];
    resources?: ComponentResources;
    network?: ComponentNetwork;
    samples?: ComponentSample[];
  };
}

/** Lifecycle of one version; a draft is as frozen as the others. */
export type ComponentLifecycle =
  | 'draft'
  | 'published'
  | 'deprecated'
  | 'retired';

/**
 * One exact version of a component, as a plan records it: nothing in it changes
 * when the component is published anew.
 */
export interface ResolvedComponent {
  /** `dop/node-test@1.0.0` */
  ref: string;
  namespace: string;
  name: string;
  /** Exact semantic version. */
  version: string;
  title?: string;
  /** `sha256:…` of the canonical tar of the frozen source tree. */
  sourceDigest: string;
  /** Image name as published; absent where the component has no container form. */
  image?: string;
  /** `sha256:…`, recorded at publication; absent until the image was pushed. */
  imageDigest?: string;
  process?: ComponentProcess;
  contract: ComponentContract;
  inputs: ObjectSchema;
  outputs: ObjectSchema;
  variables: ComponentVariable[];
  resources: ComponentResources;
  network: ComponentNetwork;
  /**
   * Published from a repository that an administrator trusts, or shipped with
   * the portal: the process runner may run it.
   */
  trusted: boolean;
  /** Set where the version should no longer be used: a sentence that says so. */
  deprecated?: string;
}

/** The answer of `POST /api/components/internal/resolve`. */
export interface ComponentResolution {
  /** By the text of `uses`. */
  components: Record<string, ResolvedComponent>;
  /** By the text of `uses`: why it could not be resolved, one sentence. */
  problems: Record<string, string>;
}
