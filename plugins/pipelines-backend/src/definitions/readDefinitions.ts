import { createHash } from 'node:crypto';
import type { RepositoryRecord, RunPrincipal } from '@dop/plugin-access-common';
import { refSlug } from '@dop/plugin-access-common';
import type { RepositoryFiles } from '@dop/plugin-code-common';
import type { ComponentResolution } from '@dop/plugin-components-common';
import {
  limits,
  type Finding,
  type Plan,
  type WorkflowTriggers,
} from '@dop/plugin-pipelines-common';
import type { Components } from '../clients/Components';
import {
  TooCostlyError,
  type LanguageWorker,
} from '../language/LanguageWorker';
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

/** The components that the workflow files of a commit use. */
export interface UsedComponents {
  texts: { file: string; text: string; contentHash: string }[];
  resolution: ComponentResolution;
  /** Files that cost too much to be read, with the sentence that says so. */
  costly: Map<string, string>;
}

/** Reads, checks and compiles all workflow files of a commit. */
export async function readDefinitions(options: {
  record: RepositoryRecord;
  files: RepositoryFiles;
  components: Components;
  language: LanguageWorker;
}): Promise<Definition[]> {
  const { record } = options;
  return compileDefinitions({
    ...options,
    used: await resolveUses({
      ...options,
      repositoryId: record.id,
      ref: `refs/heads/${record.defaultBranch}`,
    }),
  });
}

/** The first half, which does not need the repository's record. */
export async function resolveUses(options: {
  repositoryId: string;
  ref: string;
  files: RepositoryFiles;
  components: Components;
  language: LanguageWorker;
}): Promise<UsedComponents> {
  const { files, language } = options;
  const texts = files.files.slice(0, mostFiles).map(file => {
    // A file that was too large to be sent is too large to be read.
    const text = file.content ?? ' '.repeat(limits.fileLength + 1);
    const hash = createHash('sha256').update(text).digest('hex');
    return { file: file.path, text, contentHash: `sha256:${hash}` };
  });
  const costly = new Map<string, string>();
  const uses = new Set<string>();
  for (const text of texts) {
    const used = await unlessCostly(costly, text.file, () =>
      language.uses(text),
    );
    used?.forEach(one => uses.add(one));
  }
  const resolution = await options.components.resolve(
    [...uses],
    asRepository(options, files.commit.sha),
  );
  return { texts, resolution, costly };
}

/** The second half. */
export async function compileDefinitions(options: {
  record: RepositoryRecord;
  files: RepositoryFiles;
  used: UsedComponents;
  language: LanguageWorker;
}): Promise<Definition[]> {
  const { record, files, language } = options;
  const { texts, resolution, costly } = options.used;
  const { sha: commit } = files.commit;
  const definitions: Definition[] = [];
  for (const text of texts) {
    const { contentHash } = text;
    const compiled = await unlessCostly(costly, text.file, () =>
      language.ask({
        kind: 'compile',
        file: text.file,
        text: text.text,
        // Only where they may be needed: each crosses to the thread.
        files: /\bworkflow["']?\s*:/.test(text.text) ? texts : undefined,
        resolution,
        repository: { namespace: record.namespace, name: record.name },
        origin: { repositoryId: record.id, commit, contentHash },
      }),
    );
    const sentence = costly.get(text.file);
    const findings = [
      ...(compiled?.findings ?? []),
      ...(sentence ? [wholeFile(text.file, sentence, 'error')] : []),
    ];
    definitions.push({
      triggers: {},
      ...compiled,
      workflowId: workflowId(record.id, text.file),
      path: text.file,
      name:
        compiled?.name ??
        text.file.replace(/^\.dop\//, '').replace(/\.ya?ml$/, ''),
      findings,
      lines: linesOf(text.text, findings),
    });
  }
  if (files.files.length > mostFiles) {
    const last = definitions[definitions.length - 1];
    last.findings.push(
      wholeFile(
        last.path,
        `A repository has at most ${mostFiles} workflow files; those that follow are not read.`,
        'warning',
      ),
    );
  }
  return definitions;
}

/** After the first file that is too costly, no other of the commit is tried. */
async function unlessCostly<T>(
  costly: Map<string, string>,
  file: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (costly.size > 0) {
    costly.set(
      file,
      costly.get(file) ??
        'It was not read, because another file of this commit cannot be.',
    );
    return undefined;
  }
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooCostlyError) {
      costly.set(file, error.message);
      return undefined;
    }
    throw error;
  }
}

/** Who plans a push: sees what the repository's own runs may see. */
function asRepository(
  { repositoryId, ref }: { repositoryId: string; ref: string },
  commit: string,
): RunPrincipal {
  return {
    type: 'run',
    runId: 'planning',
    runNumber: 0,
    workflowId: '',
    stepId: '',
    instanceKey: '',
    attempt: 0,
    epoch: 0,
    repositoryId,
    ref,
    protectedRef: false,
    commit,
    isolated: false,
    refSlug: refSlug(ref),
  };
}

function wholeFile(
  file: string,
  message: string,
  severity: Finding['severity'],
): Finding {
  return { file, line: 1, column: 1, rule: 'too-large', message, severity };
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
