import { TestDatabases } from '@backstage/backend-test-utils';
import type { PullRequest } from '@dop/plugin-code-common';
import {
  startPortal,
  type TestClone,
  type TestPortal,
} from './__testUtils__/startPortal';
import { until } from './__testUtils__/until';

jest.setTimeout(120_000);

const workflow = (
  name: string,
  triggers: string,
  said = '',
) => `apiVersion: dop/v1
kind: Workflow
metadata: { name: ${name} }
spec:
  triggers: ${triggers}
  steps:
    look:
      uses: dop/shell@1
      with:
        env:
          TYPE: '\${{ trigger.type }}'
          REF: '\${{ trigger.ref }}'
          ACTION: '${said}'
        script: |
          printf '{"type": "%s", "ref": "%s", "action": "%s"}' "$TYPE" "$REF" "$ACTION" > "$OUTPUT_VALUES"
`;

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'deliveries of pull requests on %p',
  databaseId => {
    let portal: TestPortal;
    let mia: string;
    let max: string;
    let repositories = 0;

    beforeAll(async () => {
      const knex =
        databaseId === 'SQLITE_3'
          ? undefined
          : await databases.init(databaseId);
      portal = await startPortal({
        database: knex && {
          client: 'pg',
          connection: knex.client.config.connection,
        },
      });
      mia = portal.access.fake.addUser('mia', { groups: { shop: 'member' } });
      max = portal.access.fake.addUser('max', { groups: { shop: 'member' } });
    });
    afterAll(async () => {
      await portal?.stop();
    });

    async function begin(files: Record<string, string>) {
      repositories += 1;
      const name = `shop/p${repositories}`;
      const clone = await portal.repository(name, mia);
      const { fake } = portal.access;
      const record = await fake.repository({ id: clone.id });
      fake.addRepository({ ...record!, trust: 'members' });
      await clone.push(files);
      await clone.git('checkout', '-q', '-b', 'topic');
      const pulls = async (
        method: string,
        path: string,
        body: unknown,
        secret = mia,
      ) => {
        const response = await portal.call(
          method,
          `/code/repositories/${name}/pull-requests${path}`,
          { secret, body },
        );
        expect({ path, ok: response.ok }).toEqual({ path, ok: true });
        return (await response.json()) as PullRequest;
      };
      return { clone, pulls };
    }

    /** The deliveries of a repository, the oldest first, once they are so many. */
    async function delivered(clone: TestClone, count: number) {
      return until(async () => {
        const { items } = await portal
          .client(mia)
          .deliveries({ repositoryId: clone.id });
        return items.length >= count && items.every(one => one.processedAt)
          ? items.reverse()
          : undefined;
      });
    }

    const push = (
      clone: TestClone,
      files: Record<string, string>,
      ...[options]: [{ message?: string }?]
    ) => clone.push(files, { ref: 'topic', ...options });

    it('start what asks for them, with the rights of the source', async () => {
      const { clone, pulls } = await begin({
        '.dop/checks.yaml': workflow(
          'checks',
          "{ pullRequest: { branches: [main], paths: ['src/**'] } }",
          '${{ trigger.event.action }}',
        ),
        '.dop/push.yaml': workflow('push', '{ push: { branches: [main] } }'),
      });
      const head = await push(clone, { 'src/a.txt': 'one\n' });
      const opened = await pulls(
        'POST',
        '',
        { title: 'One', source: 'topic' },
        max,
      );
      const next = await push(clone, { 'b.txt': 'two\n' });
      const quiet = await push(
        clone,
        { 'b.txt': 'three\n' },
        { message: 'Three [skip ci]' },
      );
      await pulls('PATCH', `/${opened.number}`, { title: 'Two' });
      await pulls('PATCH', `/${opened.number}`, { state: 'closed' });
      await pulls('PATCH', `/${opened.number}`, { state: 'open' });
      await pulls('POST', `/${opened.number}/merge`, {
        expectedHead: quiet,
        method: 'merge',
      });

      const all = await delivered(clone, 9);
      const told = all.map(
        ({ type, ref, commit, pullRequest, state, runIds, reason }) => ({
          what: pullRequest?.action ?? ref,
          type,
          commit,
          state,
          runs: runIds.length,
          reason,
        }),
      );
      const branch = { type: 'push', what: 'refs/heads/topic' };
      const change = { type: 'pullRequest', state: 'processed' };
      const skipped = { state: 'skipped', runs: 0 };
      expect(told).toMatchObject([
        { what: 'refs/heads/main', runs: 1 },
        { ...branch, commit: head, runs: 0 },
        { ...change, what: 'opened', commit: head, runs: 1 },
        { ...branch, commit: next, runs: 0 },
        // Of all that it changes, not only of what was pushed last.
        { ...change, what: 'updated', commit: next, runs: 1 },
        { ...branch, ...skipped, commit: quiet },
        { ...change, ...skipped, what: 'updated', commit: quiet },
        { ...change, ...skipped, what: 'reopened', commit: quiet },
        { type: 'push', what: 'refs/heads/main', runs: 1 },
      ]);
      const only = await portal
        .client(mia)
        .deliveries({ repositoryId: clone.id, type: 'pullRequest' });
      expect(only.items.map(({ id }) => id)).toEqual(
        [7, 6, 4, 2].map(index => all[index].id),
      );
      expect(all[4]).toMatchObject({
        before: head,
        actor: 'user:default/mia',
        pullRequest: {
          number: 1,
          title: 'One',
          source: 'topic',
          target: 'main',
          action: 'updated',
        },
      });

      const run = await until(async () => {
        const found = await portal.client(mia).run(all[2].runIds[0]);
        return found.finishedAt ? found : undefined;
      });
      expect(run).toMatchObject({
        state: 'succeeded',
        workflowName: 'checks',
        ref: 'refs/heads/topic',
        commit: head,
        actor: 'user:default/max',
        trigger: 'pullRequest',
        envelope: {
          type: 'pullRequest',
          branch: 'topic',
          event: {
            number: 1,
            title: 'One',
            target: 'main',
            before: '',
            pusher: 'user:default/mia',
          },
        },
      });
      expect(run.steps[0].outputs).toMatchObject({
        values: {
          type: 'pullRequest',
          ref: 'refs/heads/topic',
          action: 'opened',
        },
      });
    });

    it('are approved neither by who pushed nor by who opened them', async () => {
      const ned = portal.access.fake.addUser('ned', {
        groups: { shop: 'member' },
      });
      const { clone, pulls } = await begin({
        '.dop/gate.yaml': `apiVersion: dop/v1
kind: Workflow
metadata: { name: gate }
spec:
  triggers: { pullRequest: {} }
  steps:
    open: { approve: { by: [group:default/shop] } }
`,
      });
      await push(clone, { 'a.txt': 'one\n' });
      await pulls('POST', '', { title: 'One', source: 'topic' }, max);
      const [runId] = (await delivered(clone, 3))[2].runIds;
      const mayDecide = (secret: string) =>
        until(async () => {
          const { items } = await portal.client(secret).approvals({ runId });
          return items[0] && String(items[0].mayDecide);
        });
      expect({
        pushed: await mayDecide(mia),
        opened: await mayDecide(max),
        neither: await mayDecide(ned),
      }).toEqual({ pushed: 'false', opened: 'false', neither: 'true' });
    });

    it('say why they start nothing, and leave findings to pushes', async () => {
      const { clone, pulls } = await begin({
        '.dop/checks.yaml': workflow(
          'checks',
          "{ pullRequest: { branches: ['release/*'], paths: ['src/**'] } }",
        ),
      });
      await clone.git('push', '-q', 'origin', 'HEAD:refs/heads/release/1');
      await push(clone, { 'a.txt': 'one\n' });
      await pulls('POST', '', { title: 'To main', source: 'topic' });
      await pulls('POST', '', {
        title: 'To a release',
        source: 'topic',
        target: 'release/1',
      });
      const all = await delivered(clone, 5);
      expect(all.slice(3)).toMatchObject([
        { reason: expect.stringContaining('The target main does not match') },
        { reason: expect.stringContaining('No changed path matches') },
      ]);

      await push(clone, { '.dop/broken.yaml': 'spec: [\n', 'src/a.txt': 'x' });
      const more = await delivered(clone, 8);
      expect(more.slice(5)).toMatchObject([
        { type: 'push', errors: 1 },
        { type: 'pullRequest', reason: 'Errors in .dop/broken.yaml' },
        { type: 'pullRequest', reason: 'Errors in .dop/broken.yaml' },
      ]);
      const { items } = await portal
        .client(mia)
        .findings({ repositoryId: clone.id });
      expect(items).toMatchObject([{ file: '.dop/broken.yaml' }]);
    });
  },
);
