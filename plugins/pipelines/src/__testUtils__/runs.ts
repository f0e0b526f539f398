import type {
  Run,
  RunSummary,
  StepInstance,
} from '@dop/plugin-pipelines-common';

const commit = '3f2a1c4d5e6f708192a3b4c5d6e7f8091a2b3c4d';

/** A run as the API gives it: source, two shards of a test, image. */
export function recordedRun(change: Partial<Run> = {}): Run {
  const started = '2026-03-01T10:00:00.000Z';
  const attempt = (
    number: number,
    state: 'succeeded' | 'failed' | 'running',
  ): StepInstance['attempts'][number] => ({
    number,
    state,
    runner: 'process',
    claimedAt: started,
    startedAt: started,
    finishedAt: state === 'running' ? undefined : '2026-03-01T10:01:12.000Z',
    exitCode: state === 'failed' ? 1 : undefined,
    isolated: false,
    notEnforced: ['network'],
    logBytes: 12,
  });
  const tree = {
    path: 'outputs/tree',
    digest: `sha256:${'ab'.repeat(32)}`,
    size: 2048,
    mediaType: 'application/x-tar',
  };
  return {
    id: 'run-7',
    number: 7,
    workflowId: 'wf-1',
    workflowName: 'delivery',
    workflowTitle: 'Checkout delivery',
    repositoryId: 'repo-1',
    repository: 'shop/checkout',
    state: 'failed',
    trigger: 'push',
    ref: 'refs/heads/main',
    commit,
    message: 'Round prices half up',
    actor: 'user:default/jane',
    createdAt: started,
    startedAt: started,
    finishedAt: '2026-03-01T10:01:12.000Z',
    counts: { succeeded: 2, failed: 1, skipped: 1 },
    sequence: 20,
    path: '.dop/delivery.yaml',
    contentHash: `sha256:${'0'.repeat(64)}`,
    envelope: {
      type: 'push',
      repository: {
        id: 'repo-1',
        namespace: 'shop',
        name: 'checkout',
        url: 'http://localhost:7007/git/shop/checkout.git',
        defaultBranch: 'main',
      },
      ref: 'refs/heads/main',
      branch: 'main',
      tag: '',
      commit,
      actor: 'user:default/jane',
      event: {
        before: '0'.repeat(40),
        message: 'Round prices half up',
        author: 'Jane Doe <jane@shop.example>',
      },
    },
    inputs: {},
    delivers: ['component:shop/checkout'],
    graph: {
      steps: [
        {
          id: 'source',
          action: { type: 'uses', uses: 'dop/git-checkout@1' },
          uses: 'dop/git-checkout@1',
          component: 'dop/git-checkout@1.0.0',
          needs: [],
          runsOn: 'success',
          allowFailure: false,
        },
        {
          id: 'test',
          title: 'Test',
          action: { type: 'uses', uses: 'dop/node-test@1' },
          uses: 'dop/node-test@1',
          needs: ['source'],
          runsOn: 'success',
          allowFailure: false,
          instances: 2,
        },
        {
          id: 'image',
          title: 'Image',
          action: { type: 'uses', uses: 'dop/image-pack@1' },
          uses: 'dop/image-pack@1',
          needs: ['test'],
          runsOn: 'success',
          allowFailure: false,
        },
      ],
      links: [{ from: 'source', output: 'tree', to: 'test', input: 'source' }],
    },
    steps: [
      {
        key: 'source',
        stepId: 'source',
        matrix: {},
        state: 'succeeded',
        startedAt: started,
        finishedAt: '2026-03-01T10:00:02.000Z',
        outputs: { tree },
        attempts: [attempt(1, 'succeeded')],
      },
      {
        key: 'test[shard=1]',
        stepId: 'test',
        matrix: { shard: 1 },
        state: 'succeeded',
        startedAt: started,
        attempts: [attempt(1, 'succeeded')],
      },
      {
        key: 'test[shard=2]',
        stepId: 'test',
        matrix: { shard: 2 },
        state: 'failed',
        reason: 'The program ended with exit code 1.',
        startedAt: started,
        finishedAt: '2026-03-01T10:01:12.000Z',
        attempts: [attempt(1, 'failed'), attempt(2, 'failed')],
      },
      {
        key: 'image',
        stepId: 'image',
        matrix: {},
        state: 'skipped',
        reason: 'Skipped because Test failed.',
        attempts: [],
      },
    ],
    links: [
      {
        from: 'source',
        fromKey: 'source',
        output: 'tree',
        to: 'test',
        input: 'source',
        value: tree,
      },
    ],
    reruns: [],
    ...change,
  };
}

/** The same as a row of a list. */
export function recordedSummary(change: Partial<RunSummary> = {}): RunSummary {
  const { id, number, workflowId, workflowName, workflowTitle } = recordedRun();
  const {
    repositoryId,
    repository,
    state,
    trigger,
    ref,
    commit: sha,
  } = recordedRun();
  return {
    id,
    number,
    workflowId,
    workflowName,
    workflowTitle,
    repositoryId,
    repository,
    state,
    trigger,
    ref,
    commit: sha,
    actor: 'user:default/jane',
    createdAt: '2026-03-01T10:00:00.000Z',
    counts: {},
    sequence: 1,
    ...change,
  };
}

/** A run with a matrix of `size` instances; those at `failed` failed. */
export function wideRun(size: number, failed: readonly number[] = []): Run {
  const run = recordedRun();
  const [source, first] = run.steps;
  return {
    ...run,
    steps: [
      source,
      ...Array.from({ length: size }, (_, index) => ({
        ...first,
        key: `test[shard=${index + 1}]`,
        matrix: { shard: index + 1 },
        state: failed.includes(index + 1)
          ? ('failed' as const)
          : ('succeeded' as const),
      })),
    ],
  };
}
