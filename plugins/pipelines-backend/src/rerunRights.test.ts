import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import knexFactory from 'knex';
import { isTerminal, type Run } from '@dop/plugin-pipelines-common';
import { startPortal, type TestPortal } from './__testUtils__/startPortal';
import { until } from './__testUtils__/until';

jest.setTimeout(120_000);

describe('rights of a run that is made again', () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'dop-rerun-'));
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startPortal({ dataDirectory });
  });
  afterAll(() => portal?.stop());

  it('are those of its ref then and now', async () => {
    const { fake } = portal.access;
    const mia = fake.addUser('mia', { groups: { shop: 'member' } });
    const clone = await portal.repository('shop/checkout', mia);
    const change = async (protectedRefs: string[]) => {
      const record = await fake.repository({ id: clone.id });
      fake.addRepository({ ...record!, trust: 'members', protectedRefs });
    };
    const client = portal.client(mia);
    const ended = (id: string) =>
      until(async () => {
        const run = await client.run(id);
        return isTerminal(run.state) ? run : undefined;
      });
    const again = async (id: string) =>
      ended((await client.rerun(id, { from: 'all' })).id);
    const knex = knexFactory({
      client: 'better-sqlite3',
      connection: {
        filename: join(dataDirectory, 'database/pipelines.sqlite'),
      },
      useNullAsDefault: true,
    });
    /** What its token may do, and whom it gets in the way of. */
    const rightsOf = async ({ id, state }: Run) => {
      expect(state).toBe('succeeded');
      const row = await knex('runs').where({ id }).first();
      return [row.protected_ref, row.group_key.split('/')[1]];
    };

    await change(['refs/heads/main']);
    const commit = await clone.push({
      '.dop/flow.yaml': `apiVersion: dop/v1
kind: Workflow
metadata: { name: flow }
spec:
  triggers: { push: {} }
  concurrency: { group: 'deliver', limit: 1, whenBusy: queue }
  steps:
    say: { uses: dop/shell@1, with: { script: 'echo hello' } }
`,
    });
    const first = await ended(
      await until(async () => {
        const { items } = await client.runs({ repositoryId: clone.id });
        return items.find(run => run.commit === commit)?.id;
      }),
    );
    expect(await rightsOf(first)).toEqual([1, 'protected']);
    expect(await rightsOf(await again(first.id))).toEqual([1, 'protected']);

    await change([]);
    const second = await again(first.id);
    expect(await rightsOf(second)).toEqual([0, 'unprotected']);

    // What ran on an unprotected ref becomes no more by protecting it later.
    await change(['refs/heads/main']);
    expect(await rightsOf(await again(second.id))).toEqual([0, 'unprotected']);
    await knex.destroy();
  });
});
