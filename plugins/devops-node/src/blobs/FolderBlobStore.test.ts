import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { FolderBlobStore } from './FolderBlobStore';

const hello =
  'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

describe('FolderBlobStore', () => {
  let folder: string;
  let store: FolderBlobStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blobs-'));
    store = await FolderBlobStore.create(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const unfinished = () => readdir(join(folder, 'tmp'));

  it('keeps bytes under their digest and gives them back, whole or in part', async () => {
    await expect(store.put(Readable.from(['hel', 'lo']))).resolves.toEqual({
      digest: hello,
      size: 5,
    });
    expect(await text(await store.open(hello))).toBe('hello');
    expect(await text(await store.open(hello, { start: 1, end: 3 }))).toBe(
      'ell',
    );
    await expect(store.stat(hello)).resolves.toEqual({
      digest: hello,
      size: 5,
    });
    // Somebody stored it again, who may be about to use it.
    await expect(
      store.remove(hello, { storedBefore: new Date(0) }),
    ).resolves.toBe(false);
    await expect(store.stat(hello)).resolves.toBeDefined();
    expect(await store.list('2c')).toEqual([hello]);
    expect(await store.list('2c', { storedBefore: new Date(0) })).toEqual([]);
    expect(await store.list('2d')).toEqual([]);
    await expect(store.list('..')).rejects.toThrow('Not a digest');
    await expect(store.remove(hello)).resolves.toBe(true);
    await expect(store.stat(hello)).resolves.toBeUndefined();
    await expect(store.open(hello)).rejects.toThrow(`No blob ${hello}`);
  });

  it('refuses content of another digest, or too long, and leaves nothing behind', async () => {
    await expect(
      store.put(Readable.from(['other']), { expected: hello }),
    ).rejects.toThrow(/has the digest sha256:.*, not sha256:2cf24/);
    await expect(
      store.put(Readable.from(['hello']), { maxBytes: 4 }),
    ).rejects.toMatchObject({
      message: 'Larger than the limit of 4 bytes',
      statusCode: 413,
    });
    await expect(store.stat(hello)).resolves.toBeUndefined();
    expect(await unfinished()).toEqual([]);
  });

  it('leaves nothing behind when the writer breaks off', async () => {
    const broken = Readable.from(
      (async function* source() {
        yield 'hel';
        throw new Error('the line went dead');
      })(),
    );
    await expect(store.put(broken)).rejects.toThrow('the line went dead');
    expect(await unfinished()).toEqual([]);
  });

  it('shares its folder with other processes, and clears what dead writers left', async () => {
    let proceed: () => void = () => undefined;
    const waits = new Promise<void>(resolve => {
      proceed = resolve;
    });
    const slow = Readable.from(
      (async function* source() {
        yield 'hel';
        await waits;
        yield 'lo';
      })(),
    );
    const writing = store.put(slow);
    while ((await unfinished()).length === 0) {
      await new Promise(resolve => setImmediate(resolve));
    }
    const dead = join(folder, 'tmp', 'dead');
    await writeFile(dead, 'hel');
    await utimes(dead, 0, 0);
    const other = await FolderBlobStore.create(folder);
    expect(await unfinished()).toHaveLength(1);
    proceed();
    await writing;
    expect(await text(await other.open(hello))).toBe('hello');
    expect(await unfinished()).toEqual([]);
  });

  it('never makes a path from something that is no digest', async () => {
    await expect(store.open('sha256:../../etc/passwd')).rejects.toThrow(
      'Not a digest',
    );
  });
});
