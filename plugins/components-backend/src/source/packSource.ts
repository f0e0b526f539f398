import { buffer } from 'node:stream/consumers';
import { InputError } from '@backstage/errors';
import { pack } from 'tar-stream';

/** One file of a component's source. */
export interface SourceFile {
  /** Below the component's folder, forward slashes. */
  path: string;
  content: Buffer;
  executable: boolean;
}

const maxBytes = 32 * 1024 * 1024;
const maxFiles = 1_000;

/**
 * The source tree as a canonical tar: files sorted by the bytes of their paths,
 * times and owners zero. The same files always give the same bytes.
 *
 * @throws InputError if there is too much
 */
export async function packSource(files: SourceFile[]): Promise<Buffer> {
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  if (files.length > maxFiles || bytes > maxBytes) {
    throw new InputError(
      `The component's folder holds ${files.length} files of ${bytes} bytes together; the limits are ${maxFiles} files and ${maxBytes} bytes`,
    );
  }
  const archive = pack();
  const whole = buffer(archive);
  const sorted = [...files].sort((a, b) =>
    Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
  );
  for (const { path, content, executable } of sorted) {
    archive.entry(
      {
        name: path,
        size: content.length,
        mode: executable ? 0o755 : 0o644,
        mtime: new Date(0),
        uid: 0,
        gid: 0,
        type: 'file',
      },
      content,
    );
  }
  archive.finalize();
  return whole;
}
