import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { cdEventSchema } from './__testUtils__/cdEventSchema';
import type { CloudEvent } from './CloudEvent';
import type { JournalLine } from './JournalLine';
import { toCdEvents } from './toCdEvents';

const places = {
  baseUrl: 'https://portal.example.com:7007',
  appUrl: 'https://portal.example.com',
};
const digest = `sha256:${'a'.repeat(64)}`;
const other = `sha256:${'b'.repeat(64)}`;
const ajv = new Ajv({ allErrors: true });
addFormats(ajv);

function expectValid(event: CloudEvent) {
  const validate = ajv.compile(cdEventSchema(event.type));
  validate(event);
  expect(validate.errors ?? []).toEqual([]);
}

function line(given: Partial<JournalLine>): JournalLine {
  return {
    sequence: 7,
    type: 'attempt.state',
    time: Date.parse('2030-01-01T00:00:00Z'),
    position: 3,
    attempt: 2,
    stepId: 'test',
    instanceKey: 'test[os=linux,shard=1]',
    run: {
      id: '01a20525-c519-715e-8071-0ec7ae3ac562',
      number: 4,
      workflowId: 'w1',
      workflowName: 'delivery',
      repositoryId: 'r1',
      namespace: 'shop',
      repository: 'shop/checkout',
      ref: 'refs/heads/main',
      protectedRef: true,
      commit: 'c'.repeat(40),
      actor: 'user:default/mia',
      trigger: 'push',
      services: ['component:shop/checkout'],
      chainId: '01a20500-c519-715e-8071-0ec7ae3ac562',
    },
    ...given,
  };
}

describe('toCdEvents', () => {
  it('tells of what an attempt left as the specification wants it', () => {
    const events = toCdEvents(
      line({ state: 'failed', message: 'It ended with exit code 1' }),
      places,
      [
        { kind: 'test-report', output: 'report', digest },
        {
          kind: 'image',
          repository: 'shop/checkout',
          digest,
          tag: 'v1',
          sbom: other,
        },
        { kind: 'sbom', output: 'sbom', digest: other, mediaType: 'text/spdx' },
        { kind: 'deployment', environment: 'staging' },
        {
          kind: 'deployment',
          environment: 'production',
          image: { repository: 'shop/checkout', digest },
        },
      ],
    );
    events.forEach(expectValid);
    expect(
      events.map(({ id, type, subject, data }) => [
        id.slice(37),
        type,
        subject,
        data.subject.content,
      ]),
    ).toEqual([
      [
        's3-a2-finished',
        'dev.cdevents.taskrun.finished.0.3.0',
        '01a20525-c519-715e-8071-0ec7ae3ac562/test[os=linux,shard=1]/2',
        expect.objectContaining({ taskName: 'test', outcome: 'failure' }),
      ],
      [
        's3-a2-1',
        'dev.cdevents.testoutput.published.0.3.0',
        digest,
        {
          outputType: 'report',
          format: 'application/xml',
          uri: `https://portal.example.com:7007/api/pipelines/artifacts/${digest}`,
        },
      ],
      [
        's3-a2-2',
        'dev.cdevents.artifact.published.0.3.0',
        `pkg:oci/checkout@${encodeURIComponent(
          digest,
        )}?repository_url=portal.example.com%3A7007%2Fshop%2Fcheckout&tag=v1`,
        {
          sbom: {
            uri: `https://portal.example.com:7007/api/pipelines/artifacts/${other}`,
          },
        },
      ],
      [
        's3-a2-3',
        'dev.cdeventsx.dop-sbom.published.0.1.0',
        other,
        {
          format: 'text/spdx',
          uri: `https://portal.example.com:7007/api/pipelines/artifacts/${other}`,
        },
      ],
      [
        's3-a2-4-1',
        'dev.cdevents.service.deployed.0.3.0',
        'component:shop/checkout',
        {
          environment: { id: 'staging' },
          artifactId: `pkg:generic/r1@${'c'.repeat(40)}`,
        },
      ],
      [
        's3-a2-5-1',
        'dev.cdevents.service.deployed.0.3.0',
        'component:shop/checkout',
        {
          environment: { id: 'production' },
          artifactId: `pkg:oci/checkout@${encodeURIComponent(
            digest,
          )}?repository_url=portal.example.com%3A7007%2Fshop%2Fcheckout`,
        },
      ],
    ]);
    expect(events[0].data.context.chainId).toBe(
      '01a20500-c519-715e-8071-0ec7ae3ac562',
    );
  });

  it('asks for an approval and says what came of it', () => {
    const tell = (state: string, approval: JournalLine['approval']) =>
      toCdEvents(
        line({ type: 'step.state', attempt: undefined, state, approval }),
        places,
      );
    const decided = [
      tell('waiting', {}),
      tell('succeeded', { decision: 'approve', by: 'user:default/qa' }),
      // Of a step that may fail.
      tell('warned', {
        decision: 'reject',
        by: 'user:default/qa',
        reason: 'no',
      }),
      tell('timedOut', {}),
      tell('cancelled', {}),
    ].flat();
    decided.forEach(expectValid);
    expect(
      decided.map(({ id, type, data: { subject } }) => [
        id.slice(37),
        type,
        subject.content.decision,
        subject.content.user,
        subject.content.reason,
      ]),
    ).toEqual([
      [
        's3-requested',
        'dev.cdeventsx.dop-approval.requested.0.1.0',
        undefined,
        undefined,
        undefined,
      ],
      ...[
        ['approved', 'user:default/qa', undefined],
        ['rejected', 'user:default/qa', 'no'],
        ['expired', undefined, undefined],
        ['cancelled', undefined, undefined],
      ].map(content => [
        's3-decided',
        'dev.cdeventsx.dop-approval.decided.0.1.0',
        ...content,
      ]),
    ]);
  });

  it.each([
    ['succeeded', 'success'],
    ['warned', 'success'],
    ['failed', 'failure'],
    ['rejected', 'failure'],
    ['timedOut', 'error'],
    ['cancelled', 'cancel'],
  ])('says of a run that %s: %s', (state, outcome) => {
    const [event] = toCdEvents(line({ type: 'run.state', state }), places);
    expect(event.data.subject.content).toMatchObject({ outcome });
  });

  it('tells who paused, resumed and cancelled a run, each time', () => {
    const acts = [
      ['run.pause', 'Paused by user:default/mia'],
      ['run.resume', 'Resumed by user:default/bob'],
      ['run.pause', 'Paused by user:default/bob'],
      // A child run, with the run that it is a step of.
      ['run.cancel', 'Cancelled by run:01a20525-c519-715e-8071-0ec7ae3ac562'],
    ].flatMap(([type, message], sequence) =>
      toCdEvents(line({ type, message, sequence }), places),
    );
    acts.forEach(expectValid);
    expect(
      acts.map(({ id, type, data }) => [
        id.slice(37),
        type.slice('dev.cdeventsx.dop-'.length),
        data.subject.content.user,
      ]),
    ).toEqual([
      ['paused-0', 'pipelinerun.paused.0.1.0', 'user:default/mia'],
      ['resumed-1', 'pipelinerun.resumed.0.1.0', 'user:default/bob'],
      ['paused-2', 'pipelinerun.paused.0.1.0', 'user:default/bob'],
      ['cancelled-3', 'pipelinerun.cancelled.0.1.0', undefined],
    ]);
  });

  it('tells of steps that never began, and why', () => {
    const [event] = toCdEvents(
      line({
        type: 'step.state',
        attempt: undefined,
        state: 'skipped',
        message: 'Its condition is false',
      }),
      places,
    );
    expectValid(event);
    expect(event).toMatchObject({
      type: 'dev.cdeventsx.dop-taskrun.skipped.0.1.0',
      data: {
        subject: {
          id: `${event.data.customData.dop.runId}/test[os=linux,shard=1]`,
          content: { taskName: 'test', reason: 'Its condition is false' },
        },
      },
    });
  });

  it('tells of a child run also as a task of the run whose step it is', () => {
    const parent = {
      runId: '01a20500-c519-715e-8071-0ec7ae3ac562',
      runNumber: 9,
      workflowId: 'w0',
      stepId: 'inner',
      instanceKey: 'inner[region=eu]',
    };
    const { run } = line({});
    const tell = (state: string, message?: string) =>
      toCdEvents(
        line({
          type: 'run.state',
          attempt: undefined,
          stepId: undefined,
          instanceKey: undefined,
          state,
          message,
          run: { ...run, parentRunId: parent.runId, parent },
        }),
        places,
      );
    const events = [
      ...tell('queued'),
      ...tell('running'),
      ...tell('failed', 'It broke'),
    ];
    events.forEach(expectValid);
    expect(events.map(({ id }) => id.slice(37))).toEqual([
      'queued',
      'task-started',
      'started',
      'finished',
      'task-finished',
    ]);
    const { data } = events[4];
    expect(data.subject).toEqual({
      id: `${parent.runId}/inner[region=eu]/${run.id}`,
      source: 'https://portal.example.com:7007/api/pipelines',
      content: {
        taskName: 'inner',
        uri: `https://portal.example.com/pipelines/runs/${parent.runId}?step=inner%5Bregion%3Deu%5D`,
        pipelineRun: {
          id: parent.runId,
          source: 'https://portal.example.com:7007/api/pipelines',
        },
        outcome: 'failure',
        errors: 'It broke',
      },
    });
    expect(data.context.links).toEqual([
      {
        linkType: 'RELATION',
        linkKind: 'CHILD',
        target: { contextId: `${run.id}-queued` },
      },
    ]);
    expect(data.customData.dop).toMatchObject({
      runId: parent.runId,
      runNumber: 9,
      workflowId: 'w0',
      childRunId: run.id,
      repository: 'shop/checkout',
      protectedRef: true,
    });
  });

  it('says what ended a run before its steps did', () => {
    const { run } = line({});
    const [event] = toCdEvents(
      line({
        type: 'run.state',
        state: 'cancelled',
        run: { ...run, cause: 'superseded' },
      }),
      places,
    );
    expect(event.data.customData.dop).toMatchObject({
      state: 'cancelled',
      cause: 'superseded',
    });
  });

  it('gives what happens once the same id, and is silent about the rest', () => {
    const again = (sequence: number) =>
      toCdEvents(
        line({ type: 'run.state', state: 'running', sequence }),
        places,
      );
    expect(again(2)[0].id).toBe(again(9)[0].id);
    for (const state of ['waiting', 'paused', 'ending']) {
      expect(toCdEvents(line({ type: 'run.state', state }), places)).toEqual(
        [],
      );
    }
    expect(
      toCdEvents(line({ type: 'step.state', state: 'failed' }), places),
    ).toEqual([]);
  });
});
