import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { PassThrough, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Problem } from './contract.mjs';

const block = 512;

/**
 * Writes a folder or file as a layer: sorted, times and owners zero, so that the
 * same files give the same bytes.
 *
 * @param options.target - absolute folder in the image
 * @returns digests of the layer as stored and as unpacked, and its size
 */
export async function writeLayer(
  source,
  file,
  { target, exclude = [], gzip = false },
) {
  const plain = createHash('sha256');
  const stored = createHash('sha256');
  let size = 0;
  let files = 0;
  await pipeline(
    Readable.from(tar(source, { target, exclude, onFile: () => (files += 1) })),
    tee(chunk => plain.update(chunk)),
    gzip ? createGzip({ level: 9 }) : new PassThrough(),
    tee(chunk => {
      stored.update(chunk);
      size += chunk.length;
    }),
    createWriteStream(file),
  );
  return {
    diffId: `sha256:${plain.digest('hex')}`,
    digest: `sha256:${stored.digest('hex')}`,
    size,
    files,
    mediaType: `application/vnd.oci.image.layer.v1.tar${gzip ? '+gzip' : ''}`,
  };
}

function tee(see) {
  return new Transform({
    transform(chunk, _encoding, done) {
      see(chunk);
      done(undefined, chunk);
    },
  });
}

async function* tar(source, { target, exclude, onFile }) {
  const root = target.replace(/^\/+|\/+$/g, '');
  let way = '';
  for (const part of root.split('/').filter(Boolean)) {
    way = way ? `${way}/${part}` : part;
    yield* header({ name: `${way}/`, type: '5', mode: 0o755 });
  }
  const left = new Set(
    exclude.map(path => posix.normalize(path).replace(/^\.\/|\/$/g, '')),
  );
  const start = await lstat(source);
  if (start.isDirectory()) {
    yield* folder('');
  } else {
    yield* entry(source, posix.basename(source));
  }
  yield Buffer.alloc(2 * block);

  async function* folder(below) {
    const names = await readdir(join(source, below));
    for (const name of names.sort((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    )) {
      const path = below ? `${below}/${name}` : name;
      if (name !== '.git' && !left.has(path)) {
        yield* entry(join(source, path), path);
      }
    }
  }

  async function* entry(absolute, path) {
    const name = root ? `${root}/${path}` : path;
    const found = await lstat(absolute);
    if (found.isDirectory()) {
      yield* header({ name: `${name}/`, type: '5', mode: 0o755 });
      yield* folder(path);
    } else if (found.isSymbolicLink()) {
      const link = await readlink(absolute);
      yield* header({ name, type: '2', mode: 0o777, link });
      onFile();
    } else if (found.isFile()) {
      const mode = found.mode & 0o100 ? 0o755 : 0o644;
      yield* header({ name, type: '0', mode, size: found.size });
      let given = 0;
      if (found.size > 0) {
        for await (const chunk of createReadStream(absolute, {
          end: found.size - 1,
        })) {
          given += chunk.length;
          yield chunk;
        }
      }
      if (given !== found.size) {
        throw new Problem(`${path} changed while it was read`);
      }
      yield Buffer.alloc((block - (found.size % block)) % block);
      onFile();
    } else {
      throw new Problem(`${path} is neither file, folder nor link`);
    }
  }
}

/** A ustar header; what does not fit goes before it as a pax record. */
function* header({ name, type, mode, size = 0, link = '' }) {
  const records = [];
  if (Buffer.byteLength(name) > 100) {
    records.push(['path', name]);
  }
  if (Buffer.byteLength(link) > 100) {
    records.push(['linkpath', link]);
  }
  if (size >= 8 ** 11) {
    records.push(['size', String(size)]);
  }
  if (records.length > 0) {
    const body = Buffer.concat(
      records.map(record => Buffer.from(pax(...record))),
    );
    yield plainHeader({
      name: 'pax',
      type: 'x',
      mode: 0o644,
      size: body.length,
      link: '',
    });
    yield body;
    yield Buffer.alloc((block - (body.length % block)) % block);
  }
  yield plainHeader({
    name,
    type,
    mode,
    size: size >= 8 ** 11 ? 0 : size,
    link,
  });
}

function pax(key, value) {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length !== String(rest).length) {
    length = rest + String(length).length;
  }
  return `${length} ${key}=${value}\n`;
}

function plainHeader({ name, type, mode, size, link }) {
  const bytes = Buffer.alloc(block);
  const octal = (value, width) =>
    `${value.toString(8).padStart(width - 1, '0')}\0`;
  bytes.set(Buffer.from(name).subarray(0, 100), 0);
  bytes.write(octal(mode, 8), 100);
  bytes.write(octal(0, 8), 108);
  bytes.write(octal(0, 8), 116);
  bytes.write(octal(size, 12), 124);
  bytes.write(octal(0, 12), 136);
  bytes.write('        ', 148);
  bytes.write(type, 156);
  bytes.set(Buffer.from(link).subarray(0, 100), 157);
  bytes.write('ustar\u000000', 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}
