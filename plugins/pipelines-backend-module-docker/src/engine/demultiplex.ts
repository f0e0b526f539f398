/**
 * The bytes of a log without the frames around them: each has a header of 8
 * bytes, of which the last four are the length. What is standard output and what
 * standard error is not told apart.
 */
export async function* demultiplex(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  let header = Buffer.alloc(0);
  let left = 0;
  for await (const piece of chunks) {
    let chunk = Buffer.from(piece);
    while (chunk.length > 0) {
      if (left === 0) {
        const wanted = 8 - header.length;
        header = Buffer.concat([header, chunk.subarray(0, wanted)]);
        chunk = chunk.subarray(wanted);
        if (header.length === 8) {
          left = header.readUInt32BE(4);
          header = Buffer.alloc(0);
        }
      } else {
        const part = chunk.subarray(0, left);
        left -= part.length;
        chunk = chunk.subarray(part.length);
        yield part;
      }
    }
  }
}
