import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Repository } from '@dop/plugin-code-common';
import { GitClient } from './__testUtils__/GitClient';
import { startCode } from './__testUtils__/startCode';

jest.setTimeout(60_000);

const smallDisk = mountSmallDisk();

afterAll(() => {
  if (smallDisk) {
    execFileSync('umount', [smallDisk]);
    rmSync(smallDisk, { recursive: true, force: true });
  }
});

/** A disk of 6 MiB; undefined where only root may mount one. */
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'dop-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return folder;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
}

(smallDisk ? describe : describe.skip)('a full disk', () => {
  it('refuses the push clearly, moves no ref, and takes the next that fits', async () => {
    const code = await startCode({ dataDirectory: smallDisk });
    const secret = code.access.account('max', { shop: 'member' });
    const { body } = await code.call<Repository>('POST', '/repositories', {
      secret,
      body: { namespace: 'shop', name: 'checkout' },
    });
    const work = await GitClient.init(code.remote('shop/checkout', secret));
    try {
      const first = await work.commit({ 'a.txt': 'one\n' });
      await work.git('push', '-q', 'origin', 'main');
      await work.git('checkout', '-q', '-b', 'large');
      await work.commit({ 'large.bin': randomBytes(12 << 20) });
      await expect(work.git('push', 'origin', 'large')).rejects.toThrow(
        /no space left|disk/i,
      );
      const written = await code.call(
        'POST',
        '/repositories/shop/checkout/commits',
        {
          secret,
          body: {
            branch: 'main',
            message: 'Large',
            files: [
              {
                path: 'large.bin',
                content: randomBytes(12 << 20).toString('base64'),
              },
            ],
          },
        },
      );
      expect(written).toMatchObject({
        status: 507,
        body: { error: { message: expect.stringMatching(/disk .* is full/i) } },
      });
      expect(await work.git('ls-remote', 'origin')).toBe(
        `${first}\tHEAD\n${first}\trefs/heads/main`,
      );

      // Nothing of it fills the disk on.
      await work.git('checkout', '-q', 'main');
      const next = await work.commit({ 'b.bin': randomBytes(2 << 20) });
      await work.git('push', '-q', 'origin', 'main');
      expect(await work.git('ls-remote', 'origin', 'main')).toContain(next);
      const updates = () =>
        code.events
          .filter(
            ({ type, subject }) =>
              type === 'dop.ref.updated' && subject === body.id,
          )
          .map(({ data }) => data.after);
      while (updates().length < 2) {
        await new Promise(resolve => setImmediate(resolve));
      }
      expect(updates()).toEqual([first, next]);
    } finally {
      await work.remove();
      await code.stop();
    }
  });
});
