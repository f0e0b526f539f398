import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { runEventTypes, type RunEvent } from '@dop/plugin-pipelines-common';
import { json } from '../__testUtils__/fakePortal';
import { recordedRun, wideRun } from '../__testUtils__/runs';
import { showRun as show } from '../__testUtils__/showRun';

const sentence = () => screen.getByTestId('sentence');

describe('RunPage', () => {
  it('says first what failed and why, and shows that step with its log', async () => {
    show(recordedRun());
    await waitFor(() =>
      expect(sentence()).toHaveTextContent(
        'Failed in Test (shard 2) after 1 m 12 s and 2 attempts: 2 of 412 tests, both new since 77aa88b.',
      ),
    );
    expect(
      within(sentence()).getByRole('link', { name: '2 of 412 tests' }),
    ).toHaveAttribute('href', '/tests/rep-1');
    const step = screen.getByRole('region', { name: 'Step test[shard=2]' });
    expect(
      within(step).getByText('The program ended with exit code 1.'),
    ).toBeInTheDocument();
    expect(await within(step).findByText('not ok 2')).toBeInTheDocument();
    expect(within(step).getByText(/not enforced: network/)).toBeInTheDocument();
    expect(
      screen.getByRole('heading', { level: 1, name: /Checkout delivery #7/ }),
    ).toBeInTheDocument();
    expect(screen.getByText(/by Jane Doe/)).toBeInTheDocument();
    expect(await screen.findByText('The run started.')).toBeInTheDocument();
  });

  it('leads to the pull request that started it', async () => {
    const { envelope } = recordedRun();
    show(
      recordedRun({
        trigger: 'pullRequest',
        envelope: {
          ...envelope,
          type: 'pullRequest',
          event: {
            ...envelope.event,
            number: 5,
            title: 'Round prices',
            source: 'topic',
            target: 'main',
            action: 'opened',
          },
        },
      }),
    );
    expect(
      await screen.findByRole('link', { name: '#5 Round prices' }),
    ).toHaveAttribute('href', '/code/shop/checkout/pull-requests/5');
  });

  it('leads to the run whose event started it', async () => {
    const { envelope } = recordedRun();
    show(
      recordedRun({
        trigger: 'event',
        envelope: {
          ...envelope,
          type: 'event',
          event: {
            ...envelope.event,
            id: 'event-1',
            type: 'dev.cdevents.artifact.published.0.3.0',
            source: '/shop',
            subject: 'pkg:oci/checkout',
            data: {
              content: {},
              customData: { dop: { runId: 'run-3' } },
            },
          },
        },
      }),
    );
    expect(await screen.findByRole('link', { name: 'a run' })).toHaveAttribute(
      'href',
      '/pipelines/runs/run-3',
    );
    expect(
      screen.getByTitle('dev.cdevents.artifact.published.0.3.0'),
    ).toHaveTextContent('by the event artifact.published of a run');
  });

  it('keeps step, attempt, tab and view in the address', async () => {
    show(recordedRun(), '/runs/run-7?view=list');
    await userEvent.click(
      await screen.findByRole('button', { name: /^source, Succeeded/ }),
    );
    expect(screen.getByText(/step=source/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('link', { name: 'Output' }));
    expect(screen.getByText(/panel=output/)).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'outputs/tree/' }),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: /^Test, shard 2, Failed/ }),
    );
    await userEvent.selectOptions(screen.getByLabelText('Attempt'), '1');
    expect(screen.getByText(/attempt=1/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Timeline' }));
    expect(screen.getByText(/view=timeline/)).toBeInTheDocument();
  });

  it('folds a large matrix, finds what failed in it, and walks it by keys', async () => {
    show(wideRun(60, [7, 30]), '/runs/run-7?view=list&step=source');
    expect(
      await screen.findByText('2 failed, 58 succeeded'),
    ).toBeInTheDocument();
    const list = screen.getByRole('list', { name: 'Steps' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(2);
    // From the first step to the matrix: what failed first.
    await userEvent.keyboard('j');
    expect(screen.getByText(/step=test&|step=test$/)).toBeInTheDocument();
    const picker = screen.getByRole('radiogroup');
    expect(screen.getByText(/^7 of 60: 2 failed/)).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Next that failed' }),
    );
    expect(screen.getByText(/step=test%5Bshard%3D30%5D/)).toBeInTheDocument();
    within(picker).getByRole('radio', { name: 'shard 30, Failed' }).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(
      within(picker).getByRole('radio', { name: 'shard 31, Succeeded' }),
    ).toHaveFocus();
    await userEvent.click(screen.getByRole('button', { name: 'Fold Test' }));
    await userEvent.keyboard('k');
    expect(screen.getByText(/step=source/)).toBeInTheDocument();
  });

  it('does not draw what nobody can see', async () => {
    const run = recordedRun();
    run.graph = {
      links: [],
      steps: Array.from({ length: 5_000 }, (_, index) => ({
        ...run.graph.steps[0],
        id: `step${index}`,
      })),
    };
    show(run, '/runs/run-7');
    expect(await screen.findByRole('button', { name: 'List' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Graph' }));
    expect(screen.getByText(/too many to draw/)).toBeInTheDocument();
  });

  it('shows the newest events first, and earlier ones when asked', async () => {
    const server = show(recordedRun({ sequence: 620 }));
    // By roles it would take seconds.
    const shown = () =>
      [
        ...document.querySelectorAll(
          'ol[aria-label=Events] > li > span:nth-of-type(2)',
        ),
      ].map(({ textContent }) => Number(textContent?.replace('Event', '')));
    expect(await screen.findByText('Event 620')).toBeInTheDocument();
    expect(shown()).toHaveLength(12);
    await userEvent.click(screen.getByText('Show earlier (608)'));
    expect(shown()).toHaveLength(100);
    await userEvent.click(screen.getByText('Show earlier (520)'));
    await waitFor(() =>
      expect(shown()).toEqual(
        Array.from({ length: 600 }, (_, index) => 620 - index),
      ),
    );
    expect(
      server.requests.filter(each => each.includes('/events')),
    ).toHaveLength(2);
  });

  it('tells all that the journal has in words, and what it does not know as well', async () => {
    const run = recordedRun({
      children: [{ id: 'run-9', number: 9, instanceKey: 'test' }],
    });
    const [test, ada] = ['test', 'user:default/ada'];
    const told: [Partial<RunEvent> & { type: string }, string][] = [
      [
        {
          type: 'run.created',
          message: 'Started by user:default/jane (pullRequest)',
        },
        'was created by jane (pull request)',
      ],
      [{ type: 'run.state', state: 'waiting' }, 'The run only waits now'],
      [{ type: 'run.cancel', message: `Cancelled by ${ada}` }, 'ada cancelled'],
      [
        { type: 'run.pause', message: `Paused by ${ada}` },
        'ada paused the run',
      ],
      [{ type: 'run.resume', message: `Resumed by ${ada}` }, 'ada let the run'],
      [
        { type: 'step.state', instanceKey: test, state: 'warned' },
        'test failed, which was allowed',
      ],
      [
        {
          type: 'step.reason',
          instanceKey: test,
          message: 'No runner is free',
        },
        'test is ready and does not start yet: No runner is free',
      ],
      [
        {
          type: 'step.expanded',
          instanceKey: test,
          message: 'has 3 instances',
        },
        'test has its matrix: 3 instances',
      ],
      [
        {
          type: 'step.answer',
          instanceKey: test,
          message: `Rejected by ${ada}: not on Friday`,
        },
        'test ada rejected it: not on Friday',
      ],
      [
        { type: 'step.child', instanceKey: test, message: 'run-9' },
        'test began run #9 of another workflow',
      ],
      [
        { type: 'step.child', instanceKey: test, message: 'build/12' },
        'test began its work in an external system',
      ],
      [
        {
          type: 'attempt.state',
          instanceKey: test,
          attempt: 2,
          state: 'lost',
          message: 'Its host is silent',
        },
        'test attempt 2 was lost by its runner: Its host is silent',
      ],
      [
        { type: 'attempt.owner', instanceKey: test, attempt: 2 },
        'test attempt 2 is looked after by another process',
      ],
      [{ type: 'step.dreamt' }, 'Something changed'],
      [{ type: 'step.dreamt', message: 'It dreamt' }, 'It dreamt'],
    ];
    expect(new Set(told.map(([{ type }]) => type))).toEqual(
      new Set([...runEventTypes, 'step.dreamt']),
    );
    show(run, undefined, {
      'GET /pipelines/runs/run-7/events': () =>
        json({
          items: told.map(([event], index) => ({
            sequence: index + 1,
            time: run.createdAt,
            ...event,
          })),
        }),
    });
    await userEvent.click(
      await screen.findByRole('button', { name: /Show earlier/ }),
    );
    const journal = screen.getByRole('list', { name: 'Events' });
    const lines = within(journal).getAllByRole('listitem').reverse();
    told.forEach(([{ type }, words], index) => {
      expect(lines[index]).toHaveTextContent(words);
      expect(lines[index]).not.toHaveTextContent(type);
    });
    expect(
      within(journal).getByRole('link', { name: 'run #9' }),
    ).toHaveAttribute('href', '/pipelines/runs/run-9');
  });

  it('says of an archived run what is kept no more, and runs it no more', async () => {
    const run = recordedRun({
      state: 'succeeded',
      steps: [],
      links: [],
      graph: { steps: [], links: [] },
      archivedAt: '2026-06-01T10:00:00.000Z',
    });
    const server = show(run);
    expect(
      await screen.findByRole('heading', { name: 'This run is archived' }),
    ).toBeInTheDocument();
    expect(sentence()).toHaveTextContent(
      /^The run succeeded after 1 m 12 s\. It was archived /,
    );
    expect(screen.getByRole('button', { name: 'Run again' })).toBeDisabled();
    expect(screen.queryByRole('list', { name: 'Events' })).toBeNull();
    expect(server.requests.join()).not.toContain('/events');
  });

  it('shows the data on a link', async () => {
    show(recordedRun());
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Data from source to test: tree',
      }),
    );
    expect(screen.getByText('source.tree → source')).toBeInTheDocument();
    expect(screen.getByText(/link=source-test/)).toBeInTheDocument();
  });

  it('changes by itself from where the page stood', async () => {
    const run = recordedRun({
      state: 'running',
      finishedAt: undefined,
      sequence: 20,
    });
    run.steps[2] = { ...run.steps[2], state: 'running', finishedAt: undefined };
    const server = show(run);
    expect(await screen.findByText(/is running/)).toBeInTheDocument();
    await waitFor(() =>
      expect(server.watches).toContainEqual(['run:run-7:20']),
    );
    await server.send({
      watch: 'run:run-7',
      type: 'run',
      events: [
        {
          sequence: 21,
          time: run.createdAt,
          type: 'run.finished',
          message: 'The run failed.',
        },
      ],
      run: recordedRun({ sequence: 21 }),
    });
    expect(await screen.findByText(/Failed in/)).toBeInTheDocument();
    expect(screen.getByText('The run failed.')).toBeInTheDocument();
    // What is older than what is shown changes nothing.
    await server.send({
      watch: 'run:run-7',
      type: 'run',
      events: [],
      run: { ...run, sequence: 19 },
    });
    expect(screen.getByText(/Failed in/)).toBeInTheDocument();
  });

  it('runs again, and goes to the new run', async () => {
    const server = show(recordedRun());
    await userEvent.click(
      await screen.findByRole('button', { name: 'Run again' }),
    );
    expect(await screen.findByText('Another page')).toBeInTheDocument();
    expect(server.requests).toContain('POST /pipelines/runs/run-7/rerun {}');
    expect(screen.getByText('/pipelines/runs/run-8')).toBeInTheDocument();
  });

  it('says why a run could not be cancelled', async () => {
    show(recordedRun({ state: 'running', finishedAt: undefined }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Cancel' }),
    );
    expect(
      await screen.findByText('The run could not be cancelled'),
    ).toBeInTheDocument();
    expect(screen.getByText('Only members may.')).toBeInTheDocument();
  });
});
