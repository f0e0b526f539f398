/** A command of the history as a person would write it in a Dockerfile. */
export function readableCommand(createdBy: string): string {
  return createdBy
    .replace(/^\/bin\/sh -c #\(nop\)\s+/, '')
    .replace(/^\/bin\/sh -c /, 'RUN ')
    .replace(/ # buildkit$/, '')
    .replace(/\bfile:([a-f0-9]{7})[a-f0-9]{57}\b/g, 'file:$1')
    .trim();
}
