import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { json, type Answers } from '../__testUtils__/fakePortal';
import { showPage } from '../__testUtils__/showPage';
import { EditorPage } from './EditorPage';

const head = '3f2a1c4d5e6f708192a3b4c5d6e7f8091a2b3c4d';
const file = `# Delivers the checkout
apiVersion: dop/v1
kind: Workflow
metadata: { name: delivery, title: Delivery }
spec:
  triggers:
    manual: {}
  steps:
    source: # the way in
      uses: dop/git-checkout@1
      with:
        repository: \${{ trigger.repository.url }}
    test:
      title: Test
      needs: [source]
      uses: dop/shell@1
`;

function componentOf(name: string, inputs: object, outputs: object) {
  return {
    ref: `dop/${name}@1.0.0`,
    namespace: 'dop',
    name,
    version: '1.0.0',
    sourceDigest: `sha256:${'0'.repeat(64)}`,
    contract: 'dop/v1',
    inputs: { type: 'object', additionalProperties: false, ...inputs },
    outputs: { type: 'object', additionalProperties: false, ...outputs },
    variables: [],
    resources: {},
    network: 'none',
    trusted: true,
  };
}

const components: Record<string, ReturnType<typeof componentOf>> = {
  'dop/git-checkout@1': componentOf(
    'git-checkout',
    {
      properties: { repository: { type: 'string' } },
      required: ['repository'],
    },
    { properties: { tree: { 'x-dop': 'artifact' } }, required: ['tree'] },
  ),
  'dop/shell@1': componentOf(
    'shell',
    {
      properties: {
        script: { type: 'string', maxLength: 100_000 },
        source: { 'x-dop': 'artifact', description: 'Where it starts.' },
      },
      required: ['script'],
    },
    {},
  ),
};

function show(options: { text?: string; push?: boolean; query?: string } = {}) {
  const { text = file, push = true, query = '' } = options;
  const commits: unknown[] = [];
  const code = '/code/repositories/shop/checkout';
  const answers: Answers = {
    [`GET ${code}`]: () =>
      json({
        id: 'repo-1',
        namespace: 'shop',
        name: 'checkout',
        defaultBranch: 'main',
        empty: false,
        may: { push, administer: false, trust: false },
      }),
    [`GET ${code}/commits`]: () =>
      json({ items: [{ sha: head, title: 'First' }] }),
    [`GET ${code}/tree`]: () =>
      json({
        ref: head,
        path: '.dop/delivery.yaml',
        type: 'file',
        truncated: false,
        commit: {
          sha: head,
          authorName: 'Ada',
          committedAt: '2026-03-01T10:00:00.000Z',
          title: 'First',
        },
        entries: [
          {
            name: 'delivery.yaml',
            path: '.dop/delivery.yaml',
            type: 'file',
            executable: false,
            sha: '1',
            size: text.length,
          },
        ],
      }),
    [`GET ${code}/blob`]: () => new Response(text),
    [`POST ${code}/commits`]: body => {
      commits.push(body);
      return json({ sha: head.replace('3', '4'), branch: 'main' });
    },
    'POST /pipelines/lint/surroundings': body => {
      const { uses } = body as { uses: string[] };
      return json({
        components: Object.fromEntries(
          uses
            .filter(each => components[each])
            .map(each => [each, components[each]]),
        ),
        problems: {},
        portalEnv: [],
      });
    },
    'GET /components/components': () => json({ items: [] }),
  };
  showPage(
    <EditorPage />,
    {
      pattern: '/pipelines/editor',
      path: `/pipelines/editor?repository=shop/checkout&ref=main&path=.dop/delivery.yaml${query}`,
    },
    answers,
  );
  return { commits };
}

const heading = () =>
  screen.findByRole('heading', { level: 1, name: /Delivery/ });
const kept = () =>
  JSON.parse(
    localStorage.getItem('dop-draft shop/checkout main .dop/delivery.yaml') ??
      '{}',
  ).text as string | undefined;

beforeEach(() => {
  localStorage.clear();
  localStorage.setItem(
    'dop-editor-panes',
    JSON.stringify({ text: false, list: true }),
  );
});

describe('the editor of a workflow file', () => {
  it('changes only the line of the field, and undoes it', async () => {
    show({ query: '&step=test' });
    await heading();
    const title = await screen.findByLabelText('title');
    expect(title).toHaveValue('Test');
    await userEvent.clear(title);
    await userEvent.type(title, 'All tests{Enter}');
    await waitFor(() =>
      expect(kept()).toBe(file.replace('title: Test', 'title: All tests')),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() =>
      expect(screen.getByLabelText('title')).toHaveValue('Test'),
    );
    await waitFor(() => expect(kept()).toBeUndefined());
  });

  it('renames a step where others read it, and says what a name must be', async () => {
    show({ query: '&step=source' });
    await heading();
    const name = await screen.findByLabelText('Name');
    await userEvent.clear(name);
    await userEvent.type(name, 'Bad name');
    expect(await screen.findByText(/is not a name/)).toBeInTheDocument();
    await userEvent.clear(name);
    await userEvent.type(name, 'checkout{Enter}');
    await waitFor(() => expect(kept()).toContain('needs: [checkout]'));
    expect(kept()).toContain('checkout: # the way in');
    expect(screen.getByText(/step=checkout/)).toBeInTheDocument();
  });

  it('says what else changes before it removes a step', async () => {
    show({ query: '&step=source' });
    await heading();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Remove the step' }),
    );
    expect(screen.getByText('test no longer needs it')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(kept()).not.toContain('source'));
    expect(
      screen.getByText('Removed step source; undo with Ctrl+Z'),
    ).toBeInTheDocument();
  });

  it('links an output that fits, chosen in the inspector of the link', async () => {
    show({ query: '&link=source-test' });
    await heading();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Link tree to source' }),
    );
    await waitFor(() =>
      expect(kept()).toMatch(
        /source: ['"]?\$\{\{ steps\.source\.outputs\.tree \}\}/,
      ),
    );
    expect(
      await screen.findByRole('button', { name: 'Remove the link to source' }),
    ).toBeInTheDocument();
    expect(screen.getByText('1 does not fit')).toBeInTheDocument();
  });

  it('adds a step behind the selected one, with nothing invented', async () => {
    show({ query: '&step=test' });
    await heading();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Add Approval' }),
    );
    await waitFor(() =>
      expect(kept()).toMatch(/approve:\n {6}needs: \[test\]\n {6}approve:/),
    );
    expect(screen.getByText('Added step approve')).toBeInTheDocument();
    const steps = screen.getByRole('list', { name: 'Steps' });
    await waitFor(() =>
      expect(
        within(steps).getByRole('button', { name: /approve.*after test/ }),
      ).toHaveAttribute('aria-pressed', 'true'),
    );
  });

  it('keeps the last drawing while the text cannot be read', async () => {
    localStorage.setItem(
      'dop-draft shop/checkout main .dop/delivery.yaml',
      JSON.stringify({ head, base: file, text: `${file}  - [` }),
    );
    show({ query: '&step=test' });
    await heading();
    expect(
      await screen.findByText(
        /so this drawing is an older one|nothing to draw/,
      ),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show the saved file' }),
    );
    expect(await screen.findByLabelText('title')).toBeEnabled();
  });

  it('brings back a draft of a file that changed meanwhile, and overwrites nothing unasked', async () => {
    const older = file.replace('title: Test', 'title: Older');
    const mine = older.replace('Older', 'Mine');
    localStorage.setItem(
      'dop-draft shop/checkout main .dop/delivery.yaml',
      JSON.stringify({ head: head.replace('3', '1'), base: older, text: mine }),
    );
    const { commits } = show({ query: '&step=test' });
    await heading();
    expect(
      await screen.findByText(/Ada changed this file on the branch/),
    ).toBeInTheDocument();
    expect(await screen.findByLabelText('title')).toHaveValue('Mine');
    await userEvent.click(
      screen.getByRole('button', { name: /Take their text/ }),
    );
    await waitFor(() =>
      expect(screen.getByLabelText('title')).toHaveValue('Test'),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() =>
      expect(screen.getByLabelText('title')).toHaveValue('Mine'),
    );
    expect(commits).toEqual([]);
    expect(screen.queryByText(/Ada changed/)).not.toBeInTheDocument();
  });

  it('cannot be changed by those who may not push', async () => {
    show({ push: false, query: '&step=test' });
    await heading();
    expect(screen.getByText(/not push to it/)).toBeInTheDocument();
    expect(await screen.findByLabelText('title')).toBeDisabled();
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
  });

  it('commits the text on top of the head that it stems from', async () => {
    const { commits } = show({ query: '&step=test' });
    await heading();
    const title = await screen.findByLabelText('title');
    await userEvent.type(title, ' all{Enter}');
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Save' })).toBeEnabled(),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Commit' }),
    );
    await waitFor(() => expect(commits).toHaveLength(1));
    const [commit] = commits as {
      expectedHead: string;
      files: { path: string; content: string }[];
    }[];
    expect(commit.expectedHead).toBe(head);
    expect(atob(commit.files[0].content)).toBe(
      file.replace('title: Test', 'title: Test all'),
    );
    expect(await screen.findByText(/all saved/)).toBeInTheDocument();
  });
});
