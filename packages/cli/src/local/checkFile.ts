import { createHash } from 'node:crypto';
import {
  compileWorkflow,
  parseWorkflow,
  type Compilation,
} from '@dop/plugin-pipelines-common';
import type { LocalComponents } from './LocalComponents';

/** Checks a workflow file as the portal does, and makes its plan where nothing is an error. */
export function checkFile(
  text: string,
  file: string,
  options: {
    root: string;
    components: LocalComponents;
    repository?: { namespace: string; name: string };
    commit?: string;
  },
): Compilation {
  return compileWorkflow(
    parseWorkflow(text, file),
    {
      resolve: uses => options.components.resolve(uses),
      repository: options.repository,
    },
    {
      repositoryId: 'working-copy',
      commit: options.commit ?? '0'.repeat(40),
      contentHash: `sha256:${createHash('sha256').update(text).digest('hex')}`,
    },
  );
}
