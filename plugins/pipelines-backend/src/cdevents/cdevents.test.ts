import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import type { ComponentChanged } from '@dop/plugin-components-common';
import type { ImageChanged } from '@dop/plugin-images-common';
import { isTerminal } from '@dop/plugin-pipelines-common';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';
import { until } from '../__testUtils__/until';
import { cdEventSchema } from './__testUtils__/cdEventSchema';
import type { CloudEvent } from './CloudEvent';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const file = `apiVersion: dop/v1
kind: Workflow
metadata: { name: told, title: Told }
spec:
  triggers: { push: {} }
  steps:
    good: { uses: dop/shell@1, with: { script: 'true' } }
    bad: { needs: [good], uses: dop/shell@1, with: { script: 'exit 4' } }
    never: { needs: [bad], uses: dop/shell@1, with: { script: 'true' } }
`;

const chained = `apiVersion: dop/v1
kind: Workflow
metadata: { name: chained }
spec:
  triggers: { push: {} }
  steps:
    inner: { workflow: .dop/inner.yaml }
    accept: { needs: [inner], approve: { by: ['group:shop'] } }
`;

const inner = `apiVersion: dop/v1
kind: Workflow
metadata: { name: inner }
spec:
  steps:
    think: { uses: dop/shell@1, with: { script: 'true' } }
`;

const ajv = new Ajv({ allErrors: true });
addFormats(ajv);

function expectValid(event: CloudEvent) {
  const validate = ajv.compile(cdEventSchema(event.type));
  validate(event);
  expect(validate.errors ?? []).toEqual([]);
}

/** Takes what the portal sends, after refusing as often as is wanted. */
async function openSink(answer: (body: CloudEvent) => number) {
  const taken: { event: CloudEvent; request: IncomingMessage }[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', part => {
      text += part;
    });
    request.on('end', () => {
      const event: CloudEvent = JSON.parse(text);
      const status = answer(event);
      if (status < 300) {
        taken.push({ event, request });
      }
      response.writeHead(status).end();
    });
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  return {
    taken,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    close: () => new Promise(done => server.close(done)),
  };
}

describe.each(databases.eachSupportedId())('CDEvents on %p', databaseId => {
  let portal: TestPortal;
  let mia: string;
  let refusals = 2;
  const sinks: Awaited<ReturnType<typeof openSink>>[] = [];

  beforeAll(async () => {
    refusals = 2;
    sinks.splice(0);
    sinks.push(
      await openSink(() => {
        refusals -= 1;
        return refusals >= 0 ? 503 : 202;
      }),
      await openSink(() => 204),
      await openSink(() => 422),
    );
    const knex =
      databaseId === 'SQLITE_3' ? undefined : await databases.init(databaseId);
    portal = await startPortal({
      database: knex && {
        client: 'pg',
        connection: knex.client.config.connection,
        prefix: `cdevents_${process.pid}_`,
      },
      pipelines: {
        events: {
          sinks: [
            {
              name: 'all',
              url: sinks[0].url,
              headers: { authorization: 'Bearer of-the-sink' },
            },
            {
              name: 'runs',
              url: sinks[1].url,
              types: ['dev.cdevents.pipelinerun'],
            },
            {
              name: 'picky',
              url: sinks[2].url,
              types: ['dev.cdevents.pipelinerun.finished.0.3.0'],
            },
          ],
        },
      },
    });
    mia = portal.access.fake.addUser('mia', { groups: { shop: 'member' } });
  });
  afterAll(async () => {
    await portal?.stop();
    await Promise.all(sinks.map(sink => sink.close()));
  });

  const feed = async (secret: string, query = '') => {
    const answer = await portal.call('GET', `/pipelines/events${query}`, {
      secret,
    });
    return (await answer.json()) as { items: CloudEvent[]; next: string };
  };
  const short = ({ type }: CloudEvent) =>
    type.replace(/^dev\.cdeventsx?\.|\.\d\.\d\.\d$/g, '');

  it('tell of a run from its queue to its end, once, to those who may see it and to the sinks', async () => {
    const clone = await portal.repository('shop/told', mia);
    const record = await portal.access.fake.repository({ id: clone.id });
    portal.access.fake.addRepository({
      ...record!,
      trust: 'members',
      visibility: 'private',
    });
    const commit = await clone.push({ '.dop/told.yaml': file });
    const run = await until(async () => {
      const { items } = await portal.client(mia).runs({
        repositoryId: clone.id,
      });
      return items.find(({ state }) => isTerminal(state));
    });
    const ofRun = `?runId=${run.id}`;
    const { items, next } = await until(async () => {
      const page = await feed(mia, ofRun);
      return page.items.some(event => short(event) === 'pipelinerun.finished')
        ? page
        : undefined;
    });
    expect(items.map(short)).toEqual([
      'pipelinerun.queued',
      'pipelinerun.started',
      'taskrun.started',
      'taskrun.finished',
      'taskrun.started',
      'taskrun.finished',
      'dop-taskrun.skipped',
      'pipelinerun.finished',
    ]);

    for (const event of items) {
      expectValid(event);
      expect(event.data.context).toMatchObject({
        id: event.id,
        source: event.source,
        type: event.type,
        chainId: run.id,
      });
      expect(event.data.customData).toMatchObject({
        dop: {
          runId: run.id,
          namespace: 'shop',
          repositoryId: clone.id,
          repository: 'shop/told',
          ref: 'refs/heads/main',
          protectedRef: true,
          commit,
        },
      });
    }
    expect(items[5].data.subject).toMatchObject({
      id: `${run.id}/bad/1`,
      content: {
        taskName: 'bad',
        outcome: 'failure',
        errors: expect.stringContaining('exit code 4'),
      },
    });
    expect(items[7].data.subject.content).toMatchObject({
      pipelineName: 'told',
      outcome: 'failure',
    });

    // From any place on, and in any piece.
    const first = await feed(mia, `${ofRun}&limit=3`);
    expect(first.items.map(({ id }) => id)).toEqual(
      items.slice(0, 3).map(({ id }) => id),
    );
    const rest = await feed(mia, `${ofRun}&since=${first.next}&limit=100`);
    expect(rest).toEqual({ items: items.slice(3), next });
    expect(await feed(mia, `${ofRun}&since=${next}`)).toEqual({
      items: [],
      next,
    });
    const some = await feed(
      mia,
      `${ofRun}&type=${items[0].type}&type=${items[7].type}`,
    );
    expect(some.items).toEqual([items[0], items[7]]);
    const stranger = portal.access.fake.addUser('sam');
    expect((await feed(stranger, ofRun)).items).toEqual([]);

    // The first sink refused twice; then it got everything, in order.
    // PostgreSQL of the tests has runs of other tests.
    const [all, runs] = sinks.map(
      ({ taken }) =>
        () =>
          taken.filter(({ event }) => event.id.startsWith(run.id)),
    );
    await until(async () => (all().length >= 8 ? true : undefined));
    expect(all().map(({ event }) => event)).toEqual(items);
    expect(all()[0].request.headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      authorization: 'Bearer of-the-sink',
    });
    await until(async () => (runs().length >= 3 ? true : undefined));
    expect(runs().map(({ event }) => event.id)).toEqual([
      items[0].id,
      items[1].id,
      items[7].id,
    ]);
  });

  it('are one chain from a push through child runs to what repeats a repetition, with its approvals', async () => {
    const bob = portal.access.fake.addUser('bob', {
      groups: { shop: 'owner' },
    });
    const clone = await portal.repository('shop/chained', mia);
    const record = await portal.access.fake.repository({ id: clone.id });
    portal.access.fake.addRepository({ ...record!, trust: 'members' });
    const client = portal.client(mia);
    await clone.push({
      '.dop/chained.yaml': chained,
      '.dop/inner.yaml': inner,
    });
    const asked = (id: string) =>
      until(async () => {
        const run = await client.run(id);
        return run.state === 'waiting' &&
          run.steps.some(
            ({ key, state }) => key === 'accept' && state === 'waiting',
          )
          ? run
          : undefined;
      });
    const { id: first } = await until(async () => {
      const { items } = await client.runs({ repositoryId: clone.id });
      return items.find(({ workflowName }) => workflowName === 'chained');
    });
    await asked(first);
    await portal.client(bob).decide(first, 'accept', { decision: 'approve' });
    const { id: second } = await client.rerun(first);
    const { id: third } = await client.rerun(second);
    for (const id of [second, third]) {
      await asked(id);
      await client.cancel(id);
    }
    const items = await until(async () => {
      const page = await feed(mia, `?repositoryId=${clone.id}&limit=100`);
      const ofRuns = page.items.filter(({ data }) => data.context.chainId);
      const ended = ofRuns.filter(
        event => short(event) === 'pipelinerun.finished',
      );
      return ended.length === 6 ? ofRuns : undefined;
    });
    items.forEach(expectValid);
    expect(new Set(items.map(({ data }) => data.context.chainId))).toEqual(
      new Set([first]),
    );
    const links = items
      .filter(event => short(event) === 'pipelinerun.queued')
      .map(({ data }) =>
        (data.context.links ?? []).map(({ linkKind, target }) => [
          linkKind,
          target.contextId,
        ]),
      );
    expect(links).toHaveLength(6);
    expect(links).toEqual(
      expect.arrayContaining([
        [],
        [['TRIGGER', `${first}-started`]],
        [['REPEAT', `${first}-queued`]],
        [['TRIGGER', `${second}-started`]],
        [['REPEAT', `${second}-queued`]],
        [['TRIGGER', `${third}-started`]],
      ]),
    );
    // The child of the first run, as the step that it is there.
    const child = items.find(
      event =>
        short(event) === 'pipelinerun.queued' &&
        event.data.customData.dop.parentRunId === first,
    )?.subject;
    expect(
      items
        .filter(
          ({ data }) =>
            data.subject.id === `${first}/inner/${child}` &&
            data.customData.dop.runId === first,
        )
        .map(event => [
          short(event),
          event.data.subject.content.outcome,
          event.data.context.links?.map(({ target }) => target.contextId),
        ]),
    ).toEqual([
      ['taskrun.started', undefined, [`${child}-queued`]],
      ['taskrun.finished', 'success', [`${child}-queued`]],
    ]);
    expect(
      items
        .filter(event => short(event) === 'dop-pipelinerun.cancelled')
        .map(({ subject, data }) => [subject, data.subject.content.user]),
    ).toEqual([
      [second, 'user:default/mia'],
      [third, 'user:default/mia'],
    ]);
    expect(
      items
        .filter(event => short(event).startsWith('dop-approval'))
        .filter(({ id }) => !id.startsWith(third))
        .map(({ id, data }) => [
          id,
          data.subject.content.decision,
          data.subject.content.user,
        ]),
    ).toEqual([
      [`${first}-s1-requested`, undefined, undefined],
      [`${first}-s1-decided`, 'approved', 'user:default/bob'],
      [`${second}-s1-requested`, undefined, undefined],
      [`${second}-s1-decided`, 'cancelled', undefined],
    ]);
  });

  it('say which runs were refused or replaced by their group, and who paused one', async () => {
    const clone = await portal.repository('shop/grouped', mia);
    const record = await portal.access.fake.repository({ id: clone.id });
    portal.access.fake.addRepository({ ...record!, trust: 'members' });
    const grouped = (whenBusy: string) => `apiVersion: dop/v1
kind: Workflow
metadata: { name: ${whenBusy.toLowerCase()} }
spec:
  concurrency: { group: g-${whenBusy}, limit: 1, whenBusy: ${whenBusy}, holdWhileWaiting: true }
  steps:
    accept: { approve: { by: ['group:shop'] } }
`;
    await clone.push({
      '.dop/reject.yaml': grouped('reject'),
      '.dop/older.yaml': grouped('cancelOlder'),
    });
    const client = portal.client(mia);
    const ids = await until(async () => {
      const { items } = await client.workflows({ repositoryId: clone.id });
      return items.length === 2
        ? new Map(items.map(({ name, id }) => [name, id]))
        : undefined;
    });
    const runs: string[] = [];
    for (const name of ['reject', 'reject', 'cancelolder', 'cancelolder']) {
      const { id } = await client.start(ids.get(name) ?? '', {});
      runs.push(id);
      await until(async () => {
        const { state } = await client.run(id);
        return ['waiting', 'rejected'].includes(state) ? true : undefined;
      });
    }
    await client.pause(runs[0]);
    await client.resume(runs[0]);
    const told = await until(async () => {
      const { items } = await feed(mia, `?repositoryId=${clone.id}&limit=100`);
      const news = items.filter(event =>
        /^(pipelinerun\.finished|dop-pipelinerun)/.test(short(event)),
      );
      return news.length === 4 ? news : undefined;
    });
    told.forEach(expectValid);
    expect(
      told
        .map(event => {
          const { content } = event.data.subject;
          return [
            runs.indexOf(event.subject),
            short(event),
            content.outcome ?? content.user,
            event.data.customData.dop.cause,
          ];
        })
        .sort(),
    ).toEqual([
      [0, 'dop-pipelinerun.paused', 'user:default/mia', undefined],
      [0, 'dop-pipelinerun.resumed', 'user:default/mia', undefined],
      [1, 'pipelinerun.finished', 'failure', 'concurrency'],
      [2, 'pipelinerun.finished', 'cancel', 'superseded'],
    ]);
    for (const id of [runs[0], runs[3]]) {
      await client.cancel(id);
    }
  });

  it('tell what becomes of a repository, its branches and tags, to those who may see it', async () => {
    const owner = portal.access.fake.addUser('olga', {
      groups: { shop: 'owner' },
    });
    const clone = await portal.repository('shop/code', owner);
    const one = await clone.push({ 'README.md': 'one' });
    await clone.git('tag', 'v1');
    await clone.git('push', '-q', 'origin', 'v1', 'HEAD:topic/a');
    const two = await clone.push({ 'README.md': 'two' });
    await clone.git('push', '-q', 'origin', ':topic/a', ':v1');
    const renamed = await portal.call('PATCH', '/code/repositories/shop/code', {
      secret: owner,
      body: { name: 'source' },
    });
    expect(renamed.status).toBe(200);
    const ofIt = `?repositoryId=${clone.id}&limit=100`;
    const items = await until(async () => {
      const page = await feed(mia, ofIt);
      return page.items.some(event => short(event) === 'repository.modified')
        ? page.items
        : undefined;
    });
    items.forEach(expectValid);
    const code = `${portal.url}/api/code`;
    const repository = { id: clone.id, source: code };
    const of = (ref: string, content: JsonObject) => [
      'dop-ref.updated',
      ref,
      { repository, user: 'user:default/olga', ...content },
    ];
    const page = `${portal.url}/code/shop/code`;
    const told = items.map(event => [
      short(event),
      event.subject,
      event.data.subject.content,
    ]);
    expect(told[0]).toEqual([
      'repository.created',
      clone.id,
      {
        name: 'code',
        owner: 'shop',
        uri: `${portal.url}/git/shop/code.git`,
        viewUrl: page,
      },
    ]);
    expect(told.slice(1, 3)).toEqual([
      ['branch.created', 'main', { repository }],
      of('refs/heads/main', { after: one, uri: `${page}/commits/${one}` }),
    ]);
    expect(told.slice(3, -1)).toEqual(
      expect.arrayContaining([
        of('refs/tags/v1', { after: one, uri: `${page}/commits/${one}` }),
        ['branch.created', 'topic/a', { repository }],
        of('refs/heads/topic/a', {
          after: one,
          uri: `${page}/commits/${one}`,
        }),
        of('refs/heads/main', {
          before: one,
          after: two,
          uri: `${page}/commits/${two}`,
        }),
        ['branch.deleted', 'topic/a', { repository }],
        of('refs/heads/topic/a', { before: one, uri: `${page}/refs` }),
        of('refs/tags/v1', { before: one, uri: `${page}/refs` }),
      ]),
    );
    expect(told.slice(3, -1)).toHaveLength(7);
    expect(told.at(-1)?.[2]).toMatchObject({ name: 'source' });
    const branch = items[1];
    expect(branch.data.subject.source).toBe(`${code}/repositories/shop/code`);
    expect(branch.data.customData.dop).toEqual({
      namespace: 'shop',
      repositoryId: clone.id,
      repository: 'shop/code',
      ref: 'refs/heads/main',
      protectedRef: true,
      commit: one,
      actor: 'user:default/olga',
    });

    // Nobody hears of what is private, neither of its branches; of what is
    // deleted, administrators do.
    const stranger = portal.access.fake.addUser('sue');
    expect((await feed(stranger, ofIt)).items).toEqual(items);
    const record = await portal.access.fake.repository({ id: clone.id });
    portal.access.fake.addRepository({ ...record!, visibility: 'private' });
    expect((await feed(stranger, ofIt)).items).toEqual([]);
    expect(JSON.stringify(await feed(stranger, '?limit=100'))).not.toContain(
      clone.id,
    );
    expect((await feed(mia, ofIt)).items).toEqual(items);
  });

  const time = '2030-01-02T03:04:05.000Z';
  /** As another plugin does it. */
  const tell = async (
    plugin: string,
    type: string,
    data: object,
    id = randomUUID(),
  ) => {
    const response = await fetch(`${portal.url}/api/pipelines/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: mockCredentials.service.header({
          onBehalfOf: mockCredentials.service(`plugin:${plugin}`),
          targetPluginId: 'pipelines',
        }),
      },
      body: JSON.stringify({
        id,
        type,
        source: plugin,
        subject: 'any',
        time,
        data,
      }),
    });
    expect([response.status, await response.text()]).toEqual([204, '']);
    return id;
  };
  const digest = `sha256:${'d'.repeat(64)}`;
  const other = `sha256:${'e'.repeat(64)}`;

  it('tell of pull requests, from their opening to their end', async () => {
    const clone = await portal.repository('shop/pulled', mia);
    const { id: repositoryId } = clone;
    const base = await clone.push({ 'a.txt': 'a' });
    const before = await clone.push({ 'a.txt': 'b' }, { ref: 'cart' });
    const act = async (method: string, path: string, body: object) => {
      const answer = await portal.call(
        method,
        `/code/repositories/shop/pulled/pull-requests${path}`,
        { secret: mia, body },
      );
      expect([200, 201]).toContain(answer.status);
      return answer.json();
    };
    await act('POST', '', { title: 'Add a cart', source: 'cart' });
    const head = await clone.push({ 'a.txt': 'c' }, { ref: 'cart' });
    await act('PATCH', '/1', { title: 'Add the cart' });
    await act('PATCH', '/1', { state: 'closed' });
    await act('PATCH', '/1', { state: 'open' });
    const { mergeCommit } = await act('POST', '/1/merge', {
      expectedHead: head,
      method: 'merge',
    });
    expect(mergeCommit).not.toBe(base);
    const items = await until(async () => {
      const page = await feed(mia, `?repositoryId=${repositoryId}&limit=100`);
      const changes = page.items.filter(event =>
        short(event).startsWith('change.'),
      );
      return changes.length === 6 ? changes : undefined;
    });
    items.forEach(expectValid);
    const code = `${portal.url}/api/code`;
    const repository = { id: repositoryId, source: code };
    expect(items.map(event => [short(event), event.data.subject])).toEqual(
      [
        ['change.created', { description: 'Add a cart' }],
        ['change.updated'],
        ['change.updated'],
        ['change.abandoned'],
        ['change.updated'],
        ['change.merged'],
      ].map(([type, content]) => [
        type,
        {
          id: '1',
          source: `${code}/repositories/shop/pulled`,
          content: { repository, ...(content as object) },
        },
      ]),
    );
    const about = {
      namespace: 'shop',
      repositoryId,
      repository: 'shop/pulled',
      ref: 'refs/heads/cart',
      commit: head,
      actor: 'user:default/mia',
    };
    const pullRequest = {
      number: 1,
      source: 'cart',
      target: 'main',
      author: 'user:default/mia',
      uri: `${portal.url}/code/shop/pulled/pull-requests/1`,
    };
    expect(items[1].data.customData.dop).toEqual({
      ...about,
      pullRequest: {
        ...pullRequest,
        title: 'Add a cart',
        action: 'updated',
        before,
      },
    });
    expect(items[5].data.customData.dop).toEqual({
      ...about,
      pullRequest: {
        ...pullRequest,
        title: 'Add the cart',
        action: 'merged',
        mergeCommit,
      },
    });
  });

  it('tell of images that people push and delete, each piece of news once', async () => {
    const clone = await portal.repository('shop/images', mia);
    const { id: repositoryId } = clone;
    const actor = 'user:default/mia';
    const about = { repository: 'shop/images/api', repositoryId, actor, time };
    const changes: ImageChanged[] = [
      { ...about, change: 'pushed', digests: [digest], tag: 'v1' },
      { ...about, change: 'untagged', digests: [digest], tag: 'v1' },
      { ...about, change: 'deleted', digests: [digest, other] },
    ];
    for (const change of changes) {
      const id = await tell('images', 'dop.image.changed', change);
      await tell('images', 'dop.image.changed', change, id);
    }
    const items = await until(async () => {
      const page = await feed(mia, `?repositoryId=${repositoryId}&limit=100`);
      const ofImages = page.items.filter(({ subject }) =>
        subject.startsWith('pkg:oci/'),
      );
      return ofImages.length >= 4 ? ofImages : undefined;
    });
    items.forEach(expectValid);
    const host = encodeURIComponent(new URL(portal.url).host);
    const purl = (of: string, tag = '') =>
      `pkg:oci/api@${encodeURIComponent(
        of,
      )}?repository_url=${host}%2Fshop%2Fimages%2Fapi${tag}`;
    expect(
      items.map(event => [
        short(event),
        event.subject,
        event.data.subject.content,
      ]),
    ).toEqual([
      ['artifact.published', purl(digest, '&tag=v1'), { user: actor }],
      [
        'dop-imagetag.deleted',
        purl(digest, '&tag=v1'),
        {
          user: actor,
          uri: `${portal.url}/images/r/shop/images/api@${digest}`,
        },
      ],
      ['artifact.deleted', purl(digest), { user: actor }],
      ['artifact.deleted', purl(other), { user: actor }],
    ]);
  });

  it('tell everybody of what belongs to the portal, and of private components those who see them', async () => {
    const sue = portal.access.fake.addUser('sue');
    const published = '?type=dev.cdeventsx.dop-component.published.0.1.0';
    const ships = await until(async () => {
      const { items } = await feed(sue, `${published}&limit=100`);
      const found = items.find(({ subject }) =>
        subject.startsWith('dop/shell@'),
      );
      return found && { found, items };
    });
    ships.items.forEach(expectValid);
    const version = ships.found.subject.split('@')[1];
    expect(ships.found.data.subject.content).toEqual({
      namespace: 'dop',
      name: 'shell',
      version,
      sourceDigest: expect.stringMatching(/^sha256:/),
      uri: `${portal.url}/components/dop/shell?version=${version}`,
    });
    expect(ships.found.data.customData.dop).toEqual({ namespace: 'dop' });

    const clone = await portal.repository('shop/tools', mia);
    const record = await portal.access.fake.repository({ id: clone.id });
    portal.access.fake.addRepository({ ...record!, visibility: 'private' });
    const change: ComponentChanged = {
      namespace: 'shop',
      name: 'notes',
      version: '1.0.0',
      lifecycle: 'retired',
      reason: 'unsafe',
      sourceDigest: digest,
      imageDigest: other,
      repositoryId: clone.id,
      repository: 'shop/tools',
      commit: 'c'.repeat(40),
      fromProtectedRef: true,
      actor: 'user:default/mia',
      time,
    };
    await tell('components', 'dop.component.changed', change);
    const retired = '?type=dev.cdeventsx.dop-component.retired.0.1.0';
    const [event] = await until(async () => {
      const { items } = await feed(mia, retired);
      return items.length > 0 ? items : undefined;
    });
    expectValid(event);
    expect(event.subject).toBe('shop/notes@1.0.0');
    expect(event.data.subject.content).toEqual({
      namespace: 'shop',
      name: 'notes',
      version: '1.0.0',
      sourceDigest: digest,
      imageDigest: other,
      reason: 'unsafe',
      user: 'user:default/mia',
      uri: `${portal.url}/components/shop/notes?version=1.0.0`,
    });
    expect((await feed(sue, retired)).items).toEqual([]);
    // Not for who asks for one repository.
    expect(
      (await feed(sue, `${published}&repositoryId=${clone.id}`)).items,
    ).toEqual([]);
  });

  it('tell administrators of repositories that were deleted', async () => {
    const owner = portal.access.fake.addUser('olga', {
      groups: { shop: 'owner' },
    });
    const clone = await portal.repository('shop/gone', owner);
    await portal.call('DELETE', '/code/repositories/shop/gone', {
      secret: owner,
    });
    const ada = portal.access.fake.addUser('ada', { administrator: true });
    const ofIt = `?repositoryId=${clone.id}&limit=100`;
    const items = await until(async () => {
      const page = await feed(ada, ofIt);
      return page.items.length > 1 ? page.items : undefined;
    });
    items.forEach(expectValid);
    expect(items.map(short)).toEqual([
      'repository.created',
      'repository.deleted',
    ]);
    expect(items[1].data.subject.content).toEqual({
      name: 'gone',
      owner: 'shop',
      uri: `${portal.url}/git/shop/gone.git`,
    });
    expect((await feed(owner, ofIt)).items).toEqual([]);
  });

  it('become dead letters where a sink refuses them for good', async () => {
    const ada = portal.access.fake.addUser('ada', { administrator: true });
    const letters = await until(async () => {
      const answer = await portal.call('GET', '/pipelines/dead-letters', {
        secret: ada,
      });
      const { items } = await answer.json();
      return items.length > 0 ? items.slice(-1) : undefined;
    });
    expect(letters).toEqual([
      expect.objectContaining({
        target: 'sink:picky',
        error: expect.stringContaining('422'),
        event: expect.objectContaining({
          type: 'dev.cdevents.pipelinerun.finished.0.3.0',
        }),
      }),
    ]);
  });
});
