import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort, startPortal } from '../scripts/lib/portal.mjs';

test('The portal goes on when nobody reads its output any more', async () => {
  const data = await mkdtemp(join(tmpdir(), 'dop-output-'));
  const portal = startPortal({ data, port: await freePort() });
  try {
    await portal.ready();
    portal.child.stdout.destroy();
    portal.child.stderr.destroy();
    // Each request is logged, and so finds the output closed.
    for (let round = 0; round < 5; round += 1) {
      const response = await fetch(
        `${portal.url}/.backstage/health/v1/readiness`,
        { signal: AbortSignal.timeout(30_000) },
      );
      assert.equal(response.status, 200);
    }
  } finally {
    await portal.stop();
    await rm(data, { recursive: true, force: true });
  }
});
