import { CommanderError } from 'commander';
import { createProgram } from './createProgram';
import { exitCodes, Failure } from './output/Failure';
import type { Streams } from './output/Output';

/**
 * Runs the command line.
 *
 * @param argv - as `process.argv`
 * @returns the exit code
 */
export async function runCommand(
  argv: string[],
  streams: Streams,
  signal: AbortSignal,
): Promise<number> {
  let code: number = exitCodes.ok;
  const program = createProgram(streams, signal, ended => {
    code = ended;
  });
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    return failed(error, streams, signal, program.opts().json);
  }
}

function failed(
  error: unknown,
  { stdout, stderr }: Streams,
  signal: AbortSignal,
  json: boolean | undefined,
): number {
  if (error instanceof CommanderError) {
    // Its message is written already; help is no error.
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  if (signal.aborted) {
    return 130;
  }
  const { message } = error as Error;
  const { response } = error as { response?: { status: number } };
  const code = error instanceof Failure ? error.code : codeOf(response?.status);
  if (json) {
    stdout.write(`${JSON.stringify({ error: { message, code } })}\n`);
  }
  stderr.write(`dop: ${message}\n`);
  return code;
}

/** The portal refused: a wrong call where the fault is the caller's. */
function codeOf(status: number | undefined): number {
  return status !== undefined && [400, 404, 409, 413, 422].includes(status)
    ? exitCodes.usage
    : exitCodes.refused;
}

/** The program itself. The first Ctrl-C asks a local run to end, the second one kills. */
export async function main(argv: string[]): Promise<void> {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => abort.abort());
  }
  // A reader that has had enough, `dop logs … | head`, is no error.
  process.stdout.on('error', error => {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') {
      process.exit(exitCodes.ok);
    }
    throw error;
  });
  process.exitCode = await runCommand(
    argv,
    {
      stdout: process.stdout,
      stderr: process.stderr,
      stdin: process.stdin,
      env: process.env,
      cwd: process.cwd(),
    },
    abort.signal,
  );
}
