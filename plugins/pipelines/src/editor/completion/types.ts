import type { CodeCompletion } from '@dop/plugin-devops-react';
import type {
  ComponentSummary,
  ResolvedComponent,
} from '@dop/plugin-components-common';
import type { StepPorts } from '@dop/plugin-pipelines-common';

/** What is asked for while a workflow file is written. */
export interface CompletionRequest {
  text: string;
  /** Of the cursor, in the text. */
  offset: number;
  /** What steps take and give, of the last check that could read the file. */
  ports: Record<string, StepPorts>;
  /** Resolved versions, by the text of `uses`. */
  components: Record<string, ResolvedComponent>;
  /** Components by a part of `namespace/name`; all of them for an empty one. */
  findComponents?(
    query: string,
    signal?: AbortSignal,
  ): Promise<
    Pick<
      ComponentSummary,
      'namespace' | 'name' | 'title' | 'description' | 'latestVersion'
    >[]
  >;
  signal?: AbortSignal;
}

/** A completion that does not know its place yet. */
export type Offer = Pick<
  CodeCompletion,
  'label' | 'detail' | 'info' | 'insert' | 'kind'
>;
