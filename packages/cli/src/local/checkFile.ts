import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  compileWorkflow,
  parseWorkflow,
  type Compilation,
  type WorkflowFiles,
  type WorkflowTriggers,
} from '@dop/plugin-pipelines-common';
import type { LocalComponents } from './LocalComponents';

export interface CheckOptions {
  root: string;
  components: LocalComponents;
  /** Absolute paths of the workflows that steps may run. */
  files: string[];
  repository?: { namespace: string; name: string };
  commit?: string;
}

/** Checks a workflow file as the portal does, and makes its plan where nothing is an error. */
export function checkFile(
  text: string,
  file: string,
  options: CheckOptions,
): Compilation & { triggers: WorkflowTriggers } {
  const parsed = parseWorkflow(text, file);
  const compilation = compileWorkflow(
    parsed,
    {
      resolve: uses => options.components.resolve(uses),
      repository: options.repository,
      files: filesOf(options),
    },
    {
      repositoryId: 'working-copy',
      commit: options.commit ?? '0'.repeat(40),
      contentHash: hashOf(text),
    },
  );
  return { ...compilation, triggers: parsed.syntax?.triggers ?? {} };
}

function filesOf({ root, files }: CheckOptions): WorkflowFiles {
  const paths = files.map(file => relative(root, file).replaceAll('\\', '/'));
  return {
    paths,
    read: path => {
      if (!paths.includes(path)) {
        return undefined;
      }
      const text = readFileSync(join(root, path), 'utf8');
      return { text, contentHash: hashOf(text) };
    },
  };
}

function hashOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
