import { writeSync } from 'node:fs';

/**
 * Shows a text to the person who started the portal, and to no log: on the
 * descriptor that the launcher passed for this, or on standard output if that
 * is a terminal. Otherwise nowhere; then the private file has to do.
 */
export function printToTerminal(text: string): void {
  const descriptor = Number(process.env.DOP_TERMINAL_FD);
  if (Number.isInteger(descriptor) && descriptor > 2) {
    writeSync(descriptor, text);
  } else if (process.stdout.isTTY) {
    process.stdout.write(text);
  }
}
