import { readFile, writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { applyFixes, type Finding } from '@dop/plugin-pipelines-common';
import { exitCodes, Failure } from '../output/Failure';
import type { Output } from '../output/Output';
import { checkFile } from '../local/checkFile';
import { LocalComponents } from '../local/LocalComponents';
import { findWorkflowFiles, rootOf } from '../local/workingCopy';
import type { CommandContext } from './context';

export interface LintOptions {
  /** Ask the portal, which knows all published components and the repository's record. */
  portal?: boolean;
  /** `namespace/name`, to check claims on entities. */
  repository?: string;
  /** More warnings than this are a failure. */
  maxWarnings?: number;
  /** Change the files where the right change is certain. */
  fix?: boolean;
}

/** A change may bring the next one to light. */
const mostRounds = 10;

/** Checks workflow files and prints `file:line:column: severity rule: sentence`. */
export async function lint(
  context: CommandContext,
  files: string[],
  options: LintOptions,
): Promise<number> {
  const { streams, output } = context;
  const root = await rootOf(streams.cwd);
  const paths =
    files.length > 0
      ? files.map(file => resolve(streams.cwd, file))
      : await findWorkflowFiles(root);
  if (paths.length === 0) {
    throw new Failure(
      `There are no workflow files in ${root}. They live in .dop/*.yaml.`,
    );
  }
  const check = options.portal
    ? await portalCheck(context, options)
    : await localCheck(root, options);
  const findings: Finding[] = [];
  let fixed = 0;
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(error => {
      throw new Failure(`${path} cannot be read: ${error.message}`);
    });
    const file = relative(root, path).replaceAll('\\', '/');
    const checked = await check(text, file);
    if (!options.fix) {
      findings.push(...checked);
      continue;
    }
    const made = await fixAll(text, checked, changed => check(changed, file));
    if (made.changes > 0) {
      await writeFile(path, made.text).catch(error => {
        throw new Failure(`${path} cannot be written: ${error.message}`);
      });
    }
    fixed += made.changes;
    findings.push(...made.findings);
  }
  const shown = (file: string) => relative(streams.cwd, resolve(root, file));
  findings.forEach(finding => print(output, finding, shown(finding.file)));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  output.line(
    `${paths.length} ${paths.length === 1 ? 'file' : 'files'}: ${count(
      errors,
      'error',
    )}, ${count(warnings, 'warning')}${options.fix ? `, ${fixed} fixed` : ''}`,
  );
  output.document({
    files: paths.length,
    errors,
    warnings,
    ...(options.fix && { fixed }),
    findings,
  });
  return errors > 0 || warnings > (options.maxWarnings ?? Infinity)
    ? exitCodes.failed
    : exitCodes.ok;
}

/** Changes what is certain, until nothing is. */
async function fixAll(
  text: string,
  findings: Finding[],
  check: (text: string) => Promise<Finding[]>,
): Promise<{ text: string; findings: Finding[]; changes: number }> {
  let now = { text, findings, changes: 0 };
  for (let round = 0; round < mostRounds; round += 1) {
    const { text: next, applied } = applyFixes(now.text, now.findings);
    if (applied.length === 0) {
      break;
    }
    now = {
      text: next,
      findings: await check(next),
      changes: now.changes + applied.length,
    };
  }
  return now;
}

type Check = (text: string, file: string) => Promise<Finding[]>;

async function localCheck(root: string, options: LintOptions): Promise<Check> {
  const components = await LocalComponents.create(root);
  const files = await findWorkflowFiles(root);
  return async (text, file) =>
    checkFile(text, file, {
      root,
      components,
      files,
      repository: repositoryOf(options),
    }).findings;
}

async function portalCheck(
  context: CommandContext,
  { repository }: LintOptions,
): Promise<Check> {
  const { pipelines } = await context.portal();
  return async (text, file) =>
    (await pipelines.lint({ text, file, repository })).findings;
}

function repositoryOf({ repository }: LintOptions) {
  const [namespace, name, ...more] = repository?.split('/') ?? [];
  if (repository && (!namespace || !name || more.length > 0)) {
    throw new Failure(
      `Not a repository: ${repository}. Write it as namespace/name.`,
    );
  }
  return repository ? { namespace, name } : undefined;
}

function print(output: Output, finding: Finding, file: string): void {
  const { line, column, rule, message, severity, fix } = finding;
  const place = output.style('bold', `${file}:${line}:${column}:`);
  const word = output.style(severity === 'error' ? 'red' : 'yellow', severity);
  output.line(`${place} ${word} ${output.style('gray', rule)}: ${message}`);
  if (fix) {
    output.line(`  ${output.style('green', 'fix')}: ${fix.title}`);
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
