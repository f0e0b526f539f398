import { listNames, nearestName } from '../expressions/names';
import type { Finding } from '../Finding';
import { limits } from '../limits';
import type { Located, SourceFile } from '../source/SourceFile';
import { isRunBySteps } from './scopeTypes';
import { parseWorkflow } from './parseWorkflow';
import type { WorkflowSyntax } from './syntax';
import type { PlanBody } from './WorkflowAnalysis';

/** A workflow file as it was committed. */
export interface WorkflowFile {
  text: string;
  /** As in the plan's `workflow`. */
  contentHash: string;
}

/** Other workflow files of the same repository at the same commit. */
export interface WorkflowFiles {
  paths: readonly string[];
  read(path: string): WorkflowFile | undefined;
}

/** A workflow that a step runs, checked. */
export interface ChildWorkflow {
  path: string;
  contentHash: string;
  syntax: WorkflowSyntax;
  body: PlanBody;
}

interface Known {
  /** Present once it is through. */
  result?: {
    child?: ChildWorkflow;
    firstError?: Finding;
    /** Levels of workflows, this one included. */
    depth: number;
  };
}

type Analyze = (
  source: SourceFile,
  syntax: WorkflowSyntax,
  children: ChildWorkflows,
) => PlanBody | undefined;

/** The workflows that a file runs, and those that these run; each is read once. */
export class ChildWorkflows {
  readonly #files: WorkflowFiles | undefined;
  readonly #analyze: Analyze;
  /** Paths from the first file to the one whose children these are. */
  readonly #way: readonly string[];
  readonly #known: Map<string, Known>;
  /** Levels of workflows below, this one included. */
  depth = 1;

  private constructor(
    files: WorkflowFiles | undefined,
    analyze: Analyze,
    way: readonly string[],
    known: Map<string, Known>,
  ) {
    this.#files = files;
    this.#analyze = analyze;
    this.#way = way;
    this.#known = known;
  }

  static create(options: {
    path: string;
    files?: WorkflowFiles;
    analyze: Analyze;
  }): ChildWorkflows {
    const { path, files, analyze } = options;
    return new ChildWorkflows(files, analyze, [path], new Map());
  }

  /** All that were found, also below others. */
  get all(): ChildWorkflow[] {
    return [...this.#known.values()].flatMap(({ result }) =>
      result?.child ? [result.child] : [],
    );
  }

  /** The workflow at a path; undefined after a finding. */
  get(source: SourceFile, path: Located<string>): ChildWorkflow | undefined {
    if (!this.#files) {
      source.report(
        path.at,
        'unknown-workflow',
        'The other files of the repository are not known here, so this is checked when the file is pushed.',
        { severity: 'warning' },
      );
      return undefined;
    }
    if (this.#way.includes(path.value)) {
      const cycle = [...this.#way, path.value];
      source.report(
        path.at,
        'cycle',
        `These workflows run each other without end: ${cycle
          .slice(cycle.indexOf(path.value))
          .join(' → ')}. Remove one of the steps.`,
      );
      return undefined;
    }
    const file = this.#files.read(path.value);
    if (!file) {
      this.#reportUnknown(source, path, this.#files.paths);
      return undefined;
    }
    const known = this.#known.get(path.value) ?? this.#read(path.value, file);
    return this.#checked(source, path, known);
  }

  #checked(
    source: SourceFile,
    path: Located<string>,
    { result }: Known,
  ): ChildWorkflow | undefined {
    if (!result?.child) {
      const error = result?.firstError;
      source.report(
        path.at,
        'broken-workflow',
        `${path.value} has errors, so no step can run it${
          error ? `. Line ${error.line}: ${error.message.slice(0, 300)}` : '.'
        }`,
      );
      return undefined;
    }
    if (!isRunBySteps(result.child.syntax)) {
      source.report(
        path.at,
        'broken-workflow',
        `Only pull requests and events start ${path.value}, so no step can run it. Add "workflow: {}" to its triggers.`,
      );
    }
    this.depth = Math.max(this.depth, result.depth + 1);
    if (this.#way.length + result.depth > limits.workflowDepth) {
      source.report(
        path.at,
        'too-deep',
        `Workflows run each other over at most ${
          limits.workflowDepth
        } levels, here there are ${
          this.#way.length + result.depth
        }. Put the steps of one into another.`,
      );
    }
    return result.child;
  }

  #read(path: string, file: WorkflowFile): Known {
    const known: Known = {};
    this.#known.set(path, known);
    const { source, syntax } = parseWorkflow(file.text, path);
    const children = new ChildWorkflows(
      this.#files,
      this.#analyze,
      [...this.#way, path],
      this.#known,
    );
    const body = syntax && this.#analyze(source, syntax, children);
    const firstError = source.findings.find(
      ({ severity }) => severity === 'error',
    );
    known.result = {
      depth: children.depth,
      firstError,
      ...(syntax &&
        body &&
        !firstError && {
          child: { path, contentHash: file.contentHash, syntax, body },
        }),
    };
    return known;
  }

  #reportUnknown(
    source: SourceFile,
    { value, at }: Located<string>,
    paths: readonly string[],
  ): void {
    const meant =
      paths.find(path => path === `.dop/${value.replace(/^(\.?\/)+/, '')}`) ??
      nearestName(value, [...paths]);
    source.report(
      at,
      'unknown-workflow',
      `This commit has no workflow file "${value.slice(0, 120)}"${
        meant
          ? `. Did you mean "${meant}"?`
          : `; there is ${listNames([...paths])}.`
      }`,
      meant ? { fix: { title: `Change to "${meant}"`, newText: meant } } : {},
    );
  }
}
