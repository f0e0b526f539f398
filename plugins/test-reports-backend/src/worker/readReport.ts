import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { createTextDecoder } from '../junit/decodeText';
import { JUnitReader } from '../junit/JUnitReader';
import type { ParsedSummary, ParsedTest } from '../junit/parsed';
import type { ReadJob } from './messages';

const chunkBytes = 128 * 1024;
const batchSize = 5_000;
/** Entries of a folder that are looked at. */
const mostEntries = 20_000;

/**
 * Reads one report: a file of JUnit XML, or the tar of a folder with such files
 * in it. No more of it is in memory than a chunk and a batch.
 */
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
  const pass = async (least: number) => {
    if (batch.length >= least) {
      const full = batch;
      batch = [];
      await onBatch(full);
    }
  };
  const content = createReadStream(job.file, { highWaterMark: chunkBytes });
  try {
    await ((await isTar(job.file))
      ? readFolder(reader, content, pass)
      : readFile(reader, content, pass));
  } finally {
    content.destroy();
  }
  const summary = reader.finish();
  await pass(1);
  return summary;
}

async function readFile(
  reader: JUnitReader,
  content: AsyncIterable<Buffer>,
  pass: (least: number) => Promise<void>,
): Promise<void> {
  let decoder: TextDecoder | undefined;
  for await (const bytes of content) {
    if (reader.stopped) {
      // To its end all the same: the next file of a folder begins there.
      continue;
    }
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
    reader.write(decoder.decode(bytes, { stream: true }));
    await pass(batchSize);
  }
  reader.write(decoder?.decode() ?? '');
}

async function readFolder(
  reader: JUnitReader,
  content: Readable,
  pass: (least: number) => Promise<void>,
): Promise<void> {
  const archive = extract();
  content.on('error', error => archive.destroy(error));
  content.pipe(archive);
  let entries = 0;
  let files = 0;
  let unstored: { error: unknown } | undefined;
  const store = async (least: number) => {
    try {
      await pass(least);
    } catch (error) {
      unstored = { error };
      throw error;
    }
  };
  try {
    for await (const entry of archive) {
      const { name, type } = entry.header;
      entries += 1;
      if (entries > mostEntries || reader.full) {
        reader.warn(
          reader.full
            ? `The folder has more tests than a report may; ${name} and what follows is left out`
            : `The folder has more than ${mostEntries} entries; the others are left out`,
        );
        return;
      }
      if (type === 'file' && /\.xml$/i.test(name)) {
        files += 1;
        reader.nextFile(name);
        await pipeline(entry, async bytes =>
          readFile(reader, bytes as AsyncIterable<Buffer>, store),
        );
        reader.endFile();
      }
      entry.resume();
    }
  } catch (error) {
    if (unstored) {
      throw unstored.error;
    }
    reader.endFile();
    reader.damage(
      `The folder could not be read to its end: ${(error as Error).message}`,
    );
  }
  if (files === 0) {
    reader.warn('The folder holds no .xml file');
  }
}

/** A tar says so in its first block; that of an empty folder is all zeros. */
async function isTar(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const block = Buffer.alloc(512);
    const { bytesRead } = await handle.read(block, 0, block.length, 0);
    return (
      bytesRead === block.length &&
      (block.toString('latin1', 257, 262) === 'ustar' ||
        block.every(byte => byte === 0))
    );
  } finally {
    await handle.close();
  }
}
