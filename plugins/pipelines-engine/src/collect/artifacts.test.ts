import { execFileSync } from 'node:child_process';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { FolderBlobStore } from '@dop/plugin-devops-node';
import { pack, type Pack } from 'tar-stream';
import { Collector } from './Collector';
import { packTree } from './packTree';
import { placeInputs } from './placeInputs';
import { SchemaChecker } from './SchemaChecker';
import { unpackTree } from './unpackTree';

describe('artifacts', () => {
  let folder: string;
  let blobs: FolderBlobStore;
  let collector: Collector;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'artifacts-'));
    blobs = await FolderBlobStore.create(join(folder, 'blobs'));
    collector = Collector.create({ blobs, schemas: SchemaChecker.create() });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function tree(name: string): Promise<string> {
    const root = join(folder, name);
    await mkdir(join(root, 'bin'), { recursive: true });
    await writeFile(join(root, 'ä.txt'), 'text');
    await writeFile(join(root, 'bin', 'run'), '#!/bin/sh\n');
    await chmod(join(root, 'bin', 'run'), 0o750);
    await symlink('../ä.txt', join(root, 'bin', 'link'));
    await utimes(join(root, 'ä.txt'), Math.random() * 1e9, 1e9);
    return root;
  }

  it('packs a folder canonically and unpacks it as it was', async () => {
    const first = await buffer(packTree(await tree('one')));
    expect((await buffer(packTree(await tree('two')))).equals(first)).toBe(
      true,
    );
    await writeFile(join(folder, 'one.tar'), first);
    const listing = execFileSync('tar', ['-tvf', join(folder, 'one.tar')], {
      encoding: 'utf8',
      env: { LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    });
    expect(listing).toContain('-rwxr-xr-x 0/0');
    expect(listing).toContain('1970-01-01');
    await unpackTree(packTree(join(folder, 'one')), join(folder, 'out'));
    expect(await readFile(join(folder, 'out', 'ä.txt'), 'utf8')).toBe('text');
    expect(await readlink(join(folder, 'out', 'bin', 'link'))).toBe('../ä.txt');
    const { mode } = await lstat(join(folder, 'out', 'bin', 'run'));
    expect(mode % 0o1000).toBe(0o755);
  });

  it('refuses to pack what leads out or is no file', async () => {
    const root = await tree('one');
    await symlink('/etc/passwd', join(root, 'secret'));
    await expect(buffer(packTree(root))).rejects.toThrow(
      'The link secret leads to /etc/passwd',
    );
    await rm(join(root, 'secret'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await expect(buffer(packTree(root))).rejects.toThrow('pipe is neither');
    await rm(join(root, 'pipe'));
    await expect(
      buffer(packTree(root, { entries: 2, bytes: 100 })),
    ).rejects.toThrow('more files');
    await expect(
      buffer(packTree(root, { entries: 20, bytes: 10 })),
    ).rejects.toThrow('more bytes');
  });

  it.each<[string, Parameters<Pack['entry']>[0][]]>([
    ['a name above', [{ name: '../evil', type: 'file' }]],
    ['an absolute name', [{ name: '/evil', type: 'file' }]],
    ['a link out', [{ name: 'a', type: 'symlink', linkname: '../../etc' }]],
    [
      'a way through a link',
      [
        { name: 'd/', type: 'directory' },
        { name: 'd/l', type: 'symlink', linkname: '..' },
        { name: 'd/l/evil', type: 'file' },
      ],
    ],
    [
      'a link that goes down and up again',
      [{ name: 'a/e', type: 'symlink', linkname: 'l/../..' }],
    ],
    ['a device', [{ name: 'sda', type: 'block-device' }]],
    ['a hard link', [{ name: 'h', type: 'link', linkname: 'x' }]],
  ])('refuses to unpack %s', async (_, headers) => {
    const tar = pack();
    headers.forEach(header => tar.entry(header, ''));
    tar.finalize();
    await expect(
      unpackTree(tar as unknown as Readable, join(folder, 'out')),
    ).rejects.toThrow(/leads out|behind a link|only files, folders/);
  });

  it('stops unpacking at its limits', async () => {
    const tar = pack();
    tar.entry({ name: 'big' }, 'x'.repeat(2_000));
    tar.finalize();
    await expect(
      unpackTree(tar as unknown as Readable, join(folder, 'out'), {
        entries: 10,
        bytes: 1_000,
      }),
    ).rejects.toThrow('more bytes');
  });

  describe('collecting', () => {
    const schema = {
      type: 'object' as const,
      required: ['report'],
      properties: {
        report: { 'x-dop': 'test-report' as const },
        tree: { 'x-dop': 'artifact' as const },
        note: { type: 'string' as const },
      },
    };
    let work: string;

    beforeEach(async () => {
      work = join(folder, 'work');
      await mkdir(join(work, 'outputs', 'tree'), { recursive: true });
      await writeFile(join(work, 'outputs', 'report.xml'), '<testsuite/>');
      await writeFile(join(work, 'outputs', 'tree', 'a'), 'a');
    });

    const collect = async (out: unknown, code = 0) => {
      await writeFile(
        join(work, 'out.json'),
        typeof out === 'string' ? out : JSON.stringify(out),
      );
      return collector.collect({
        workFolder: work,
        schema,
        exit: { code },
        secrets: ['hunter2hunter2'],
      });
    };

    it('stores artifacts, fills in what they are, and gives them to a later step', async () => {
      const out = {
        report: { path: 'outputs/report.xml' },
        tree: { path: './outputs/tree/' },
      };
      const collected = await collect(out, 1);
      expect(collected).toMatchObject({
        success: false,
        reason: 'It ended with exit code 1',
        outputs: {
          report: { mediaType: 'application/xml', size: 12 },
          tree: { path: 'outputs/tree', mediaType: 'application/x-tar' },
        },
      });
      expect(
        collected.artifacts.map(({ output, mark }) => [output, mark]),
      ).toEqual([
        ['report', 'test-report'],
        ['tree', 'artifact'],
      ]);
      expect(await collect(out, 1)).toEqual(collected);
      const later = join(folder, 'later');
      const give = (allowed: boolean) =>
        placeInputs({
          workFolder: later,
          inputs: { ...collected.outputs },
          schema,
          blobs,
          allowed: async () => allowed,
        });
      await expect(give(false)).rejects.toThrow(
        'which no step of this run made',
      );
      expect(await give(true)).toMatchObject({
        report: { path: 'inputs/report/report.xml' },
        tree: { path: 'inputs/tree' },
      });
      expect(await readFile(join(later, 'inputs/tree/a'), 'utf8')).toBe('a');
    });

    it.each<[string, unknown, string]>([
      ['no JSON', '{', 'out.json is not JSON'],
      ['no object', '[]', 'out.json does not hold an object'],
      ['a missing output', {}, 'report is missing'],
      [
        'a path outside',
        { report: { path: '../../etc/passwd' } },
        'not below outputs/',
      ],
      [
        'a path that is not there',
        { report: { path: 'outputs/x' } },
        'there is no outputs/x',
      ],
      [
        'a link',
        { report: { path: 'outputs/link' } },
        'neither a file nor a folder',
      ],
      [
        'a way through a link',
        { report: { path: 'outputs/etc/passwd' } },
        'neither a file nor a folder',
      ],
      ['a long value', { note: 'x'.repeat(300_000) }, 'larger than 256 KiB'],
      [
        'a secret',
        { note: Buffer.from('a hunter2hunter2').toString('base64') },
        'hold a secret',
      ],
    ])('fails an attempt that leaves %s', async (_, out, reason) => {
      await symlink('/etc/passwd', join(work, 'outputs', 'link'));
      await symlink('/etc', join(work, 'outputs', 'etc'));
      const collected = await collect(out);
      expect(collected.success).toBe(false);
      expect(collected.reason).toContain('It ended with exit code 0, but');
      expect(collected.reason).toContain(reason);
      expect(collected.outputs).toBeUndefined();
    });

    it('does not follow out.json', async () => {
      await symlink('/etc/passwd', join(work, 'out.json'));
      const collected = await collector.collect({
        workFolder: work,
        schema,
        exit: { code: 0 },
        secrets: [],
      });
      expect(collected.reason).toContain('out.json is a link');
    });
  });
});
