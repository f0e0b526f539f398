import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
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
