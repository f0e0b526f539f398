import { createHash } from 'node:crypto';
import type { RepositoryRecord, RunPrincipal } from '@dop/plugin-access-common';
import { refSlug } from '@dop/plugin-access-common';
import type { RepositoryFiles } from '@dop/plugin-code-common';
import {
  compileWorkflow,
  limits,
  parseWorkflow,
  usedComponents,
  type Finding,
  type Plan,
  type WorkflowTriggers,
} from '@dop/plugin-pipelines-common';
import type { Components } from '../clients/Components';
import { workflowId } from './workflowId';

/** Files of one repository that are read; more are a finding. */
const mostFiles = 50;

/** One workflow file at one commit. */
export interface Definition {
  workflowId: string;
  path: string;
  /** Of the file, else the file's own name. */
  name: string;
  title?: string;
  description?: string;
  triggers: WorkflowTriggers;
  findings: Finding[];
  /** Lines of the file with findings, by number. */
  lines: Record<number, string>;
  /** Present where nothing is an error. */
  plan?: Plan;
}

/** Reads, checks and compiles all workflow files of a commit. */
export async function readDefinitions(options: {
  record: RepositoryRecord;
  files: RepositoryFiles;
  components: Components;
}): Promise<Definition[]> {
  const { record, files } = options;
  const parsed = files.files.slice(0, mostFiles).map(file => ({
    file,
    parsed: parseWorkflow(
      // A file that was too large to be sent is too large to be read.
      file.content ?? ' '.repeat(limits.fileLength + 1),
      file.path,
    ),
  }));
  const uses = [...new Set(parsed.flatMap(one => usedComponents(one.parsed)))];
  const resolution = await options.components.resolve(
    uses,
    asRepository(record, files.commit.sha),
  );
  return parsed.map(({ file, parsed: workflow }, index) => {
    const content = file.content ?? '';
    const { findings, plan } = compileWorkflow(
      workflow,
      {
        resolve: text =>
          resolution.components[text] ?? {
            problem:
              resolution.problems[text] ?? `There is no component ${text}.`,
          },
        repository: record,
      },
      {
        repositoryId: record.id,
        commit: files.commit.sha,
        contentHash: `sha256:${createHash('sha256')
          .update(content)
          .digest('hex')}`,
      },
    );
    const all =
      index === mostFiles - 1 && files.files.length > mostFiles
        ? [...findings, tooMany(file.path)]
        : findings;
    const { syntax } = workflow;
    return {
      workflowId: workflowId(record.id, file.path),
      path: file.path,
      name:
        syntax?.name.value ??
        file.path.replace(/^\.dop\//, '').replace(/\.ya?ml$/, ''),
      title: syntax?.title,
      description: syntax?.description,
      triggers: syntax?.triggers ?? {},
      findings: all,
      lines: linesOf(content, all),
      plan,
    };
  });
}

/** Who plans a push: sees what the repository's own runs may see. */
function asRepository(
  { id, defaultBranch }: RepositoryRecord,
  commit: string,
): RunPrincipal {
  const ref = `refs/heads/${defaultBranch}`;
  return {
    type: 'run',
    runId: 'planning',
    runNumber: 0,
    workflowId: '',
    stepId: '',
    instanceKey: '',
    attempt: 0,
    epoch: 0,
    repositoryId: id,
    ref,
    protectedRef: false,
    commit,
    isolated: false,
    refSlug: refSlug(ref),
  };
}

function tooMany(file: string): Finding {
  return {
    file,
    line: 1,
    column: 1,
    rule: 'too-large',
    message: `A repository has at most ${mostFiles} workflow files; those that follow are not read.`,
    severity: 'warning',
  };
}

function linesOf(content: string, findings: Finding[]): Record<number, string> {
  if (findings.length === 0) {
    return {};
  }
  const lines = content.slice(0, 200_000).split('\n');
  return Object.fromEntries(
    findings.map(({ line }) => [line, (lines[line - 1] ?? '').slice(0, 300)]),
  );
}
