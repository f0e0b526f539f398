import type { Command } from 'commander';
import { Output, type Streams } from '../output/Output';
import { connect, type Portal } from '../portal/connect';

/** Options of every command. */
export interface GlobalOptions {
  json?: boolean;
  /** False with `--no-color`. */
  color?: boolean;
  url?: string;
}

/** What a command works with. */
export interface CommandContext {
  streams: Streams;
  output: Output;
  global: GlobalOptions;
  /** Aborts when the user ends the command. */
  signal: AbortSignal;
  /** @throws Failure where nobody is signed in */
  portal(): Promise<Portal>;
}

/** Ends the program with what a command returns; nothing for 0. */
export type Action = (
  context: CommandContext,
  ...given: never[]
) => Promise<number | void>;

export function contextOf(
  command: Command,
  streams: Streams,
  signal: AbortSignal,
): CommandContext {
  const global = command.optsWithGlobals<GlobalOptions>();
  return {
    streams,
    global,
    signal,
    output: new Output(streams, { json: global.json, colour: global.color }),
    portal: () => connect(streams, global),
  };
}
