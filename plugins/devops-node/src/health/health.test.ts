import type { AddressInfo } from 'node:net';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { startTestBackend } from '@backstage/backend-test-utils';
import { HealthChecks, healthChecksRef } from './HealthChecks';
import { rootHealthFactory } from './rootHealthFactory';

describe('readiness', () => {
  it('follows the start, the checks of plugins and the shutdown', async () => {
    let problem: string | undefined;
    let readiness: () => Promise<{
      status: number;
      payload?: unknown;
    }> = async () => ({ status: 0 });
    const seen: number[] = [];
    const plugin = createBackendPlugin({
      pluginId: 'looms',
      register(env) {
        env.registerInit({
          deps: {
            checks: healthChecksRef,
            health: coreServices.rootHealth,
            lifecycle: coreServices.lifecycle,
          },
          async init({ checks, health, lifecycle }) {
            readiness = () => health.getReadiness();
            seen.push((await readiness()).status);
            checks.register('looms.loop', async () => problem);
            lifecycle.addShutdownHook(async () => {
              seen.push((await readiness()).status);
            });
          },
        });
      },
    });
    const backend = await startTestBackend({
      features: [plugin, rootHealthFactory],
    });
    const { port } = backend.server.address() as AddressInfo;
    const ask = () =>
      fetch(`http://127.0.0.1:${port}/.backstage/health/v1/readiness`);
    expect((await ask()).status).toBe(200);

    problem = 'stands still for secret reasons';
    const failing = await ask();
    expect(failing.status).toBe(503);
    expect(await failing.json()).toEqual({
      status: 'error',
      message: 'Not healthy: looms.loop',
    });

    problem = undefined;
    expect((await ask()).status).toBe(200);
    await backend.stop();
    expect(seen).toEqual([503, 503]);
  });

  it('takes a check that fails or hangs for a problem, and forgets one that ended', async () => {
    const checks = HealthChecks.create({ timeLimitMs: 20 });
    const ends = [
      checks.register('a', async () => undefined),
      checks.register('b', async () => {
        throw new Error('no database');
      }),
      checks.register('c', () => new Promise(() => undefined)),
    ];
    expect(await checks.problems()).toEqual({
      b: expect.stringContaining('no database'),
      c: 'gave no answer within 20 ms',
    });
    ends.forEach(end => end());
    expect(await checks.problems()).toEqual({});
  });
});
