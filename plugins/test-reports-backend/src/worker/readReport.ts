import { open } from 'node:fs/promises';
import { createTextDecoder } from '../junit/decodeText';
import { JUnitReader } from '../junit/JUnitReader';
import type { ParsedSummary, ParsedTest } from '../junit/parsed';
import type { ReadJob } from './messages';

const chunkBytes = 128 * 1024;
const batchSize = 5_000;

/** Reads one file; no more of it is in memory than a chunk and a batch. */
export async function readReport(
  job: ReadJob,
  onBatch: (tests: ParsedTest[]) => void | Promise<void>,
): Promise<ParsedSummary> {
  let batch: ParsedTest[] = [];
  const reader = new JUnitReader({
    repositoryId: job.repositoryId,
    limits: job.limits,
    onTest: test => batch.push(test),
  });
  const file = await open(job.file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    let decoder: TextDecoder | undefined;
    while (!reader.stopped) {
      const { bytesRead } = await file.read(buffer, 0, chunkBytes);
      const bytes = buffer.subarray(0, bytesRead);
      if (!decoder) {
        const created = createTextDecoder(bytes);
        decoder = created.decoder;
        if (created.unknown) {
          reader.warn(
            `The encoding "${created.unknown}" is not known; the file is read as UTF-8`,
            { line: 1 },
          );
        }
      }
      reader.write(decoder.decode(bytes, { stream: bytesRead > 0 }));
      if (batch.length >= batchSize) {
        const full = batch;
        batch = [];
        await onBatch(full);
      }
      if (bytesRead === 0) {
        break;
      }
    }
  } finally {
    await file.close();
  }
  const summary = reader.finish();
  if (batch.length > 0) {
    await onBatch(batch);
  }
  return summary;
}
