import type { Git } from './Git';

const maxBytes = 64 * 1024 * 1024;

/** Every ref with the object that it points to, as `git` has it now. */
export async function listRefs(
  git: Git,
  folder: string,
): Promise<Map<string, string>> {
  const { stdout, truncated } = await git.run(
    [
      'for-each-ref',
      '--format=%(objectname) %(refname)',
      'refs/heads',
      'refs/tags',
    ],
    { folder, maxBytes },
  );
  if (truncated) {
    throw new Error(`More refs than fit into ${maxBytes} bytes in ${folder}`);
  }
  const refs = new Map<string, string>();
  for (const line of stdout.toString('utf8').split('\n')) {
    const space = line.indexOf(' ');
    if (space > 0) {
      refs.set(line.slice(space + 1), line.slice(0, space));
    }
  }
  return refs;
}
