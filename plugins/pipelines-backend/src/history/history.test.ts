import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { isTerminal, type RunSummary } from '@dop/plugin-pipelines-common';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';
import { until } from '../__testUtils__/until';

jest.setTimeout(120_000);

const file = `apiVersion: dop/v1
kind: Workflow
metadata: { name: traced }
spec:
  triggers: { push: {} }
  steps:
    good: { uses: dop/shell@1, with: { script: 'sleep 0.2' } }
    accept: { approve: { by: ['group:shop'] } }
    bad:
      needs: [good, accept]
      uses: dop/shell@1
      retry: { attempts: 2, backoff: 1s, on: [failed] }
      with: { script: 'exit 4' }
    never: { needs: [bad], uses: dop/shell@1, with: { script: 'true' } }
`;

interface OtlpValue {
  stringValue?: string;
  intValue?: number | string;
  doubleValue?: number;
}
interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code: number; message?: string };
  attributes: { key: string; value: OtlpValue }[];
  links?: { traceId: string; spanId: string }[];
}

describe('The history of runs', () => {
  let portal: TestPortal;
  let collector: Server;
  /** What the collector refuses before it takes anything. */
  let refusals = 1;
  const bodies: {
    resourceSpans: {
      resource: { attributes: { key: string; value: OtlpValue }[] };
      scopeSpans: { spans: OtlpSpan[] }[];
    }[];
  }[] = [];
  const counters: Record<string, unknown[][]> = {};
  const callbacks: Record<
    string,
    (result: { observe(value: number): void }) => Promise<void>
  > = {};

  beforeAll(async () => {
    collector = createServer((request, response) => {
      let text = '';
      request.on('data', part => {
        text += part;
      });
      request.on('end', () => {
        refusals -= 1;
        if (refusals >= 0) {
          // The exporter itself does not try this again.
          response.writeHead(500).end();
          return;
        }
        bodies.push(JSON.parse(text));
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{}');
      });
    });
    await new Promise<void>(done => collector.listen(0, '127.0.0.1', done));
    const { port } = collector.address() as AddressInfo;
    const recorder = (name: string) => {
      counters[name] = [];
      const take = (...values: unknown[]) => {
        counters[name].push(values);
      };
      return { record: take, add: take };
    };
    const gauge = (name: string) => ({
      addCallback: (callback: (typeof callbacks)[string]) => {
        callbacks[name] = callback;
      },
      removeCallback: () => {
        delete callbacks[name];
      },
    });
    const metrics = metricsServiceMock.mock({
      createCounter: name => recorder(name),
      createHistogram: name => recorder(name),
      createObservableGauge: name => gauge(name) as never,
    });
    portal = await startPortal({
      features: [
        createServiceFactory({
          service: metricsServiceRef,
          deps: {},
          factory: () => metrics,
        }),
      ],
      pipelines: {
        tracing: {
          endpoint: `http://127.0.0.1:${port}/v1/traces`,
          viewUrl: 'https://traces.example.com/{traceId}',
        },
      },
    });
  });
  afterAll(async () => {
    await portal?.stop();
    await new Promise(done => collector.close(done));
  });

  it('is a trace and numbers of each run that is over', async () => {
    const mia = portal.access.fake.addUser('mia', {
      groups: { shop: 'member' },
    });
    const client = portal.client(mia);
    const clone = await portal.repository('shop/traced', mia);
    const record = await portal.access.fake.repository({ id: clone.id });
    portal.access.fake.addRepository({ ...record!, trust: 'members' });
    const commit = await clone.push({ '.dop/traced.yaml': file });
    const reached = (wanted: (run: RunSummary) => boolean) =>
      until(async () => {
        const { items } = await client.runs({ repositoryId: clone.id });
        return items.find(wanted);
      });
    const { id } = await reached(({ state }) => state === 'waiting');
    // Nothing waits for the run to end, which may take days.
    await until(async () => counters['dop.pipelines.attempts'][0]);
    expect(counters['dop.pipelines.attempts']).toEqual([
      [1, { outcome: 'succeeded', runner: 'process' }],
    ]);
    expect(counters['dop.pipelines.claim.latency']).toHaveLength(1);
    const bob = portal.access.fake.addUser('bob', {
      groups: { shop: 'owner' },
    });
    await portal.client(bob).decide(id, 'accept', { decision: 'approve' });
    await reached(({ state }) => isTerminal(state));
    const run = await client.run(id);
    const traceId = id.replace(/-/g, '');
    expect(run.trace).toEqual({
      id: traceId,
      url: `https://traces.example.com/${traceId}`,
    });

    const [{ resourceSpans }] = await until(async () =>
      bodies.length > 0 ? bodies : undefined,
    );
    const attributesOf = (from: { attributes: OtlpSpan['attributes'] }) =>
      Object.fromEntries(
        from.attributes.map(({ key, value }) => [
          key,
          value.stringValue ?? value.intValue ?? value.doubleValue,
        ]),
      );
    expect(attributesOf(resourceSpans[0].resource)).toMatchObject({
      'service.name': 'dop',
    });
    const spans = resourceSpans[0].scopeSpans.flatMap(scope => scope.spans);
    expect(spans.map(({ name }) => name)).toEqual([
      'RUN traced',
      'good',
      'good #1',
      'accept',
      'bad',
      'bad #1',
      'bad #2',
      'never',
    ]);
    const [root, good, attempt, , bad, , second, never] = spans;
    expect(new Set(spans.map(span => span.traceId))).toEqual(
      new Set([traceId]),
    );
    expect(root.parentSpanId ?? '').toBe('');
    expect(good.parentSpanId).toBe(root.spanId);
    expect(attempt.parentSpanId).toBe(good.spanId);
    expect(attributesOf(root)).toMatchObject({
      'cicd.pipeline.name': 'traced',
      'cicd.pipeline.run.id': id,
      'cicd.pipeline.result': 'failure',
      'vcs.ref.head.revision': commit,
      'vcs.ref.head.name': 'main',
      'vcs.ref.head.type': 'branch',
    });
    expect(root.status.code).toBe(2);
    expect(attributesOf(second)).toMatchObject({
      'cicd.pipeline.task.name': 'bad',
      'cicd.pipeline.task.run.id': `${id}/bad/2`,
      'cicd.pipeline.task.run.result': 'failure',
      'dop.attempt.runner': 'process',
      'process.exit.code': 4,
      'error.type': 'failed',
    });
    expect(attributesOf(never)).toMatchObject({
      'cicd.pipeline.task.run.result': 'skip',
    });
    // Real times, one inside of the other.
    const lasts = (span: OtlpSpan) =>
      Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) /
      1e6;
    expect(lasts(attempt)).toBeGreaterThanOrEqual(190);
    expect(lasts(bad)).toBeGreaterThanOrEqual(990);
    expect(lasts(root)).toBeGreaterThanOrEqual(lasts(bad) + lasts(good) - 5);
    const started = run.steps[0].attempts[0].startedAt;
    expect(Number(BigInt(attempt.startTimeUnixNano) / 1_000_000n)).toBe(
      Date.parse(started!),
    );

    expect(counters['dop.pipelines.attempts']).toEqual([
      [1, { outcome: 'succeeded', runner: 'process' }],
      [1, { outcome: 'failed', runner: 'process' }],
      [1, { outcome: 'failed', runner: 'process' }],
    ]);
    expect(counters['dop.pipelines.claim.latency']).toHaveLength(3);
    expect(counters['cicd.pipeline.run.duration']).toEqual([
      [
        expect.any(Number),
        {
          'cicd.pipeline.name': 'traced',
          'cicd.pipeline.run.state': 'pending',
        },
      ],
      [
        expect.any(Number),
        {
          'cicd.pipeline.name': 'traced',
          'cicd.pipeline.run.state': 'executing',
          'cicd.pipeline.result': 'failure',
          'error.type': 'failed',
        },
      ],
    ]);
    const observed: Record<string, number> = {};
    for (const name of Object.keys(callbacks)) {
      await callbacks[name]({
        observe: value => {
          observed[name] = value;
        },
      });
    }
    expect(observed).toMatchObject({
      'dop.pipelines.queue.steps': 0,
      'dop.pipelines.queue.age': 0,
      'dop.pipelines.attempts.driven': 0,
      'dop.outbox.oldest': expect.any(Number),
    });
    // The next run is told, as what repeats the first one, which is not told again.
    const again = await client.rerun(id);
    await client.cancel(again.id);
    await until(async () => (bodies.length > 1 ? true : undefined));
    const traceIds = bodies.map(
      body => body.resourceSpans[0].scopeSpans[0].spans[0].traceId,
    );
    expect(traceIds).toHaveLength(2);
    expect(new Set(traceIds).size).toBe(2);
    expect(bodies[1].resourceSpans[0].scopeSpans[0].spans[0].links).toEqual([
      expect.objectContaining({ traceId, spanId: root.spanId }),
    ]);
    expect(refusals).toBeLessThan(0);
  });
});
