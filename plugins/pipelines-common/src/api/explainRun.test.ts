import { explainRun } from './explainRun';
import type { Run, StepInstance } from './types';

const step = (
  key: string,
  state: StepInstance['state'],
  more: Partial<StepInstance> = {},
): StepInstance => ({
  key,
  stepId: key,
  matrix: {},
  state,
  attempts: [],
  ...more,
});

const run = (
  state: Run['state'],
  steps: StepInstance[],
  more: Partial<Run> = {},
) => ({ number: 7, workflowName: 'delivery', state, steps, ...more } as Run);

describe('explainRun', () => {
  it.each<[string, Run]>([
    [
      'failed because test[shard=1] and test[shard=2] failed',
      run('failed', [
        step('source', 'succeeded'),
        step('test[shard=1]', 'failed'),
        step('test[shard=2]', 'timedOut'),
        step('image', 'skipped'),
      ]),
    ],
    [
      'failed because a, b, c and 2 more failed',
      run(
        'failed',
        ['a', 'b', 'c', 'd', 'e'].map(key => step(key, 'failed')),
      ),
    ],
    [
      'succeeded, although lint failed, which the workflow allows',
      run('warned', [step('lint', 'warned'), step('test', 'succeeded')]),
    ],
    [
      'was cancelled because user:default/mia cancelled it',
      run('cancelled', [step('a', 'cancelled')], {
        cause: 'cancel',
        cancelledBy: 'user:default/mia',
      }),
    ],
    [
      'took longer than its workflow allows',
      run('timedOut', [step('a', 'cancelled')], { cause: 'timeout' }),
    ],
    ['timed out because a did', run('timedOut', [step('a', 'timedOut')])],
    ['was rejected at release', run('rejected', [step('release', 'rejected')])],
    [
      'was rejected because its concurrency group was busy',
      run('rejected', [step('a', 'skipped')]),
    ],
    [
      'is ending because a newer run of its concurrency group came',
      run('ending', [step('a', 'running')], { cause: 'superseded' }),
    ],
    ['is running; it is at a', run('running', [step('a', 'running')])],
    ['waits for a place in its concurrency group', run('queued', [])],
    ['succeeded', run('succeeded', [step('a', 'succeeded')])],
  ])('says that it %s', (sentence, of) => {
    expect(explainRun(of).sentence).toBe(`Run #7 of delivery ${sentence}.`);
  });

  it('says what a step waits for, why it does not start, and how it ended', () => {
    const { steps } = explainRun(
      run('waiting', [
        step('release', 'waiting', {
          wait: {
            kind: 'approval',
            since: '2030-01-01T00:00:00Z',
            until: '2030-01-08T00:00:00Z',
            approvers: ['group:default/qa'],
          },
        }),
        step('lint', 'ready', { reason: 'No runner takes it' }),
        step('test', 'failed', {
          attempts: [
            {
              number: 2,
              state: 'failed',
              reason: 'It ended with exit code 3',
              exitCode: 3,
              claimedAt: '2030-01-01T00:00:00Z',
              isolated: true,
              notEnforced: [],
              logBytes: 0,
            },
          ],
        }),
      ]),
    );
    expect(steps).toEqual([
      {
        key: 'test',
        state: 'failed',
        sentence: 'test failed: It ended with exit code 3',
        attempt: 2,
        exitCode: 3,
      },
      {
        key: 'release',
        state: 'waiting',
        sentence:
          'release: Waits for a decision of group:default/qa until 2030-01-08T00:00:00Z',
      },
      {
        key: 'lint',
        state: 'ready',
        sentence: 'lint is ready: No runner takes it',
      },
    ]);
  });
});
