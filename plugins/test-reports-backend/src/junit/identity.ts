import { hash } from 'node:crypto';

/** What says which test this is, as the file has it. */
export interface TestNames {
  suites: readonly string[];
  className?: string;
  name: string;
  file?: string;
}

/**
 * The 16 bytes by which a repository knows a test from report to report.
 *
 * @remarks Work folders change with every run, so of an absolute path only the
 * last part counts.
 */
export function testKey(repositoryId: string, names: TestNames): Buffer {
  const parts = [
    repositoryId,
    names.suites.map(normalise).join('\u001f'),
    normalise(names.className ?? ''),
    normalise(names.name),
    normalise(names.file ?? ''),
  ];
  return hash('sha256', parts.join('\u001e'), 'buffer').subarray(0, 16);
}

/** The 16 bytes by which a repository knows a suite. */
export function suiteKey(
  repositoryId: string,
  suites: readonly string[],
): Buffer {
  return hash(
    'sha256',
    `${repositoryId}\u001d${suites.map(normalise).join('\u001f')}`,
    'buffer',
  ).subarray(0, 16);
}

const absolutePath = /^(?:file:\/\/|[A-Za-z]:[\\/]|\/(?=.*\/))\S*$/;

function normalise(text: string): string {
  const plain = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  return absolutePath.test(plain)
    ? plain.slice(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('\\')) + 1)
    : plain.replace(/\\/g, '/');
}
