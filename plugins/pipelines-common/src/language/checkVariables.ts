import type { SourceFile } from '../source/SourceFile';
import type { EntrySyntax } from './syntax';

const reserved =
  /^(CO_.*|LD_.*|DYLD_.*|DOP_.*|PATH|HOME|SHELL|IFS|ENV|BASH_ENV|NODE_OPTIONS|NODE_PATH|PYTHONPATH|PYTHONSTARTUP|PERL5LIB|PERL5OPT|RUBYOPT|JAVA_TOOL_OPTIONS|GIT_.*)$/i;

/** Names of variables that a file may set. */
export function checkVariables(
  source: SourceFile,
  entries: EntrySyntax[],
): void {
  for (const { name, nameAt } of entries) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name)) {
      source.report(
        nameAt,
        'bad-name',
        `"${name.slice(
          0,
          80,
        )}" is not a name of a variable: letters, digits and underscores, at most 100.`,
      );
    } else if (reserved.test(name)) {
      source.report(
        nameAt,
        'reserved-variable',
        `${name} would change how the portal runs programs, so a file may not set it. Choose another name.`,
      );
    }
  }
}
